// The real shapes of events, one file per dialect, each with the readings that are expected of it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '../../shared/domain/readers/reading';

export interface EventFixture {
  readonly dialect: string;
  readonly title: string;
  readonly body: unknown;
  readonly readings: readonly Reading[];
}

const folder = join(__dirname, '../fixtures/events');

export const eventFixtures: readonly EventFixture[] = readdirSync(folder).flatMap((file) => {
  const fixtures = JSON.parse(readFileSync(join(folder, file), 'utf8')) as EventFixture[];
  return fixtures.map((fixture) => ({ ...fixture, dialect: file.replace('.json', '') }));
});
