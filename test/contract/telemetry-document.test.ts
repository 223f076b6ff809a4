// docs/telemetry.md is what people write dashboards and alerts from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { telemetryEvents } from '../../shared/app/telemetry-events';
import { metricDimensions } from '../../shared/app/telemetry-metrics';

const document = readFileSync(join(__dirname, '../../docs/telemetry.md'), 'utf8');

/** The names in the cells of the table row that begins with this name. */
const rowOf = (name: string): readonly (readonly string[])[] => {
  const row = document.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
  return row.split('|').map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!));
};

test.each(Object.entries(telemetryEvents))(
  'the document lists every member of %s',
  (name, members) => {
    const isNumber = ([, kind]: readonly [string, string]): boolean => kind.startsWith('number');
    const all = Object.entries(members);
    const [, , , dimensions = [], measurements = []] = rowOf(name);
    expect([...dimensions].sort()).toEqual(
      all
        .filter((member) => !isNumber(member))
        .map(([member]) => member)
        .sort(),
    );
    expect([...measurements].sort()).toEqual(
      all
        .filter(isNumber)
        .map(([member]) => member)
        .sort(),
    );
  },
);

test.each(Object.entries(metricDimensions))(
  'the document lists the dimensions of %s',
  (name, dimensions) => {
    const [, , documented] = rowOf(name);
    expect(documented).toEqual(dimensions);
  },
);
