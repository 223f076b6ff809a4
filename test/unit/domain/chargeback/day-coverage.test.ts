import { addDayCoverage } from '../../../../shared/domain/chargeback/day-coverage';

describe('the coverage of rated rows', () => {
  it('adds the counts of windows and of rating, and leaves zeros out', () => {
    expect(
      addDayCoverage(
        { conflicts: 1, tierAssumed: 2, tierAssumedTokens: 30 },
        { tierAssumed: 3, tierUnknown: 4, modelDiffers: 5 },
      ),
    ).toEqual({
      conflicts: 1,
      tierAssumed: 5,
      tierAssumedTokens: 30,
      tierUnknown: 4,
      modelDiffers: 5,
    });
    expect(addDayCoverage({}, { modelDiffers: 0 })).toEqual({});
  });
});
