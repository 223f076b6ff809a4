import { CompactedSums } from '../../../../shared/domain/chargeback/compacted-sums';

interface Item {
  readonly name: string;
  readonly quantity: number;
}

const addUp = (items: readonly Item[]): readonly Item[] => {
  const sums = new Map<string, Item>();
  for (const item of items) {
    const quantity = (sums.get(item.name)?.quantity ?? 0) + item.quantity;
    sums.set(item.name, { name: item.name, quantity });
  }
  return [...sums.values()];
};

describe('sums that are compacted', () => {
  it('add up to what all their items add up to, and grow with the different ones alone', () => {
    const sums = new CompactedSums<Item>(addUp);
    const all: Item[] = [];
    for (let index = 0; index < 50_000; index += 1) {
      const item = { name: `item-${index % 700}`, quantity: index };
      all.push(item);
      sums.push(item);
    }
    expect(addUp(sums.items())).toEqual(addUp(all));
    expect(sums.items().length).toBeLessThan(10_000);
  });

  it('keep few items as they are', () => {
    const sums = new CompactedSums<Item>(addUp);
    const items = [
      { name: 'a', quantity: 1 },
      { name: 'a', quantity: 2 },
    ];
    for (const item of items) sums.push(item);
    expect(sums.items()).toEqual(items);
  });
});
