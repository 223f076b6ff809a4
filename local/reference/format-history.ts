// The versions of reference data that ever were in force, as text for a terminal.
import type { Standing, StandingVersion } from '../../shared/app/reference/version-list';
import { formatTable } from '../demo/table';

const standings: Readonly<Record<Standing, string>> = {
  inForce: 'in force',
  past: 'in force for usage too old to be rated again',
  superseded: 'superseded',
};

export const formatHistory = (versions: readonly StandingVersion[]): string => {
  if (versions.length === 0) return 'No reference data was pushed yet.';
  return formatTable(
    ['kind', 'valid from', 'version', 'recorded', 'by', ''].map((title) => ({ title })),
    versions.map(({ kind, validFrom, version, recordedAt, recordedBy, ...one }) => {
      const since = one.supersededAt === undefined ? '' : ` ${minuteOf(one.supersededAt)}`;
      const standing = `${standings[one.standing]}${since}`;
      return {
        cells: [kind, minuteOf(validFrom), version, minuteOf(recordedAt), recordedBy, standing],
      };
    }),
  );
};

/** `2026-11-01`, or `2026-11-01 08:15` (UTC) within a day. */
const minuteOf = (instant: string): string =>
  instant.endsWith('T00:00:00.000Z')
    ? instant.slice(0, 10)
    : instant.slice(0, 16).replace('T', ' ');
