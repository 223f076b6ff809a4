import { rowsInTodaysUnits } from '../../../../shared/domain/usage/rows-of-older-rules';
import { rulesVersion } from '../../../../shared/domain/usage/rules-version';
import type { Meters } from '../../../../shared/domain/usage/meters';
import type { WindowRow } from '../../../../shared/domain/usage/window-usage';

const row = (meters: Meters): WindowRow => ({ meters }) as WindowRow;

describe('the rows of a window', () => {
  it('that the first rules made count seconds, which today are milliseconds', () => {
    const rows = [row({ audioSeconds: 90 }), row({ videoSeconds: 8, input: 5 }), row({ input: 5 })];
    expect(rowsInTodaysUnits(rows, {})).toEqual([
      row({ audioSeconds: 90_000 }),
      row({ videoSeconds: 8_000, input: 5 }),
      row({ input: 5 }),
    ]);
  });

  it('that the rules of this release made stay as they are', () => {
    const rows = [row({ audioSeconds: 90_000 })];
    expect(rowsInTodaysUnits(rows, { rulesVersion })).toBe(rows);
  });
});
