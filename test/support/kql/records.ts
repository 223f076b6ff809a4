// What the program and its host write into the tables that hold records of many kinds: the names of the
// records, and the members of each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '../../../functions/routes';
import { telemetryEvents } from '../../../shared/app/telemetry-events';
import { metricDimensions } from '../../../shared/app/telemetry-metrics';

export interface RecordMembers {
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
}

type Records = Readonly<Record<string, RecordMembers>>;

const events: Records = Object.fromEntries(
  Object.entries(telemetryEvents).map(([name, members]) => {
    const isNumber = ([, kind]: readonly [string, string]): boolean => kind.startsWith('number');
    const all = Object.entries(members);
    const named = (these: typeof all): readonly string[] => these.map(([member]) => member);
    return [
      name,
      {
        texts: named(all.filter((member) => !isNumber(member))),
        numbers: named(all.filter(isNumber)),
      },
    ];
  }),
);

const metrics: Records = Object.fromEntries(
  Object.entries(metricDimensions).map(([name, texts]) => [name, { texts, numbers: [] }]),
);

// The host names a request as its function.
const registrations = readFileSync(join(__dirname, '../../../functions/index.ts'), 'utf8');
const functionNames = [
  ...[...registrations.matchAll(/app\.(?:eventHub|timer)\('(\w+)'/g)].map(([, name]) => name!),
  ...Object.values(routes).map(({ name }) => name),
];
const calls: Records = Object.fromEntries(
  functionNames.map((name) => [name, { texts: [], numbers: [] }]),
);

export interface RecordTable {
  readonly records: Records;
  /** The column with the record's name, and those with its members. */
  readonly name: string;
  readonly texts: string;
  readonly numbers: string;
  /** A query that does not say which records it means would add up all kinds of them. */
  readonly mustBeNamed: boolean;
}

const classic = { name: 'name', texts: 'customDimensions', numbers: 'customMeasurements' };
const workspaceBased = { name: 'Name', texts: 'Properties', numbers: 'Measurements' };

export const recordTables: Readonly<Record<string, RecordTable>> = {
  customEvents: { ...classic, records: events, mustBeNamed: true },
  customMetrics: { ...classic, records: metrics, mustBeNamed: true },
  requests: { ...classic, records: calls, mustBeNamed: false },
  AppEvents: { ...workspaceBased, records: events, mustBeNamed: true },
  AppMetrics: { ...workspaceBased, records: metrics, mustBeNamed: true },
};
