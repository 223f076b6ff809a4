import { ReadPace } from '../../../../shared/adapters/cosmos/read-pace';
import { bulkOperationsMax, readsBeforeGrowth } from '../../../../shared/limits';

const repeat = (times: number, work: () => void): void => {
  for (let time = 0; time < times; time += 1) work();
};

describe('the pace of bulk reads', () => {
  it('starts with as many reads as a bulk request takes', () => {
    expect(new ReadPace().readsMax).toBe(bulkOperationsMax);
  });

  it('falls to what an answer had room for, and to half where it had room for none', () => {
    const pace = new ReadPace();
    pace.cutShort(100, 6);
    expect(pace.readsMax).toBe(6);
    pace.cutShort(6, 0);
    expect(pace.readsMax).toBe(3);
    repeat(5, () => pace.cutShort(pace.readsMax, 0));
    expect(pace.readsMax).toBe(1);
  });

  it('rises again after a number of complete answers to full requests, up to the bound', () => {
    const pace = new ReadPace();
    pace.cutShort(100, 4);
    repeat(readsBeforeGrowth, () => pace.answered(3));
    expect(pace.readsMax).toBe(4);
    repeat(readsBeforeGrowth, () => pace.answered(4));
    expect(pace.readsMax).toBe(5);
    repeat(100 * readsBeforeGrowth, () => pace.answered(pace.readsMax));
    expect(pace.readsMax).toBe(bulkOperationsMax);
  });
});
