// How large a storm is: small enough for every run of the tests, unless `npm run test:faults` asks for a
// larger one.
import { ambushes, type AmbushName } from './ambushes';
import type { StormOptions } from './storm';

const places = Object.keys(ambushes) as readonly AmbushName[];

export const stormOptions = (
  environment: Readonly<Record<string, string | undefined>>,
): StormOptions => {
  const kills = numberOf(environment, 'FAULTS_KILLS', places.length);
  const requests = numberOf(environment, 'FAULTS_REQUESTS', 1_200);
  return {
    seed: environment['FAULTS_SEED'] ?? '1',
    requests,
    // On two cores that other suites keep busy, too.
    standsStillMsMax: 240_000,
    // Each place in turn.
    kills: Array.from({ length: kills }, (_, index) => places[index % places.length] as AmbushName),
  };
};

/** Whether the storm is to tell what happened also where all went well. */
export const isTold = (environment: Readonly<Record<string, string | undefined>>): boolean =>
  environment['FAULTS_TELL'] === 'yes';

const numberOf = (
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  byDefault: number,
): number => {
  const text = environment[name] ?? String(byDefault);
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new RangeError(`${name} is to be a whole number above 0: ${text}`);
};
