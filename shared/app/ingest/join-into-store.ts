// Brings a batch's records into the store: creates each, and where a record is there already,
// joins with it and replaces it under its ETag. Since the join is idempotent, it does not matter
// how often or how far this ran before.
import { joinRecords, sameRecord, type UsageRecord } from '../../domain/usage/usage-record';
import { joinAttemptsMax } from '../../limits';
import { DependencyUnavailable, type Stored, type UsageStore } from '../ports';

export type Stowed =
  | { readonly kind: 'created' | 'unchanged'; readonly record: UsageRecord }
  | { readonly kind: 'joined'; readonly record: UsageRecord; readonly before: UsageRecord }
  | { readonly kind: 'refused'; readonly record: UsageRecord; readonly detail: string };

/** Answers in the order of the records; throws DependencyUnavailable, and then any may be done. */
export const joinIntoStore = async (
  store: UsageStore,
  records: readonly UsageRecord[],
): Promise<readonly Stowed[]> => {
  const outcomes = new Map<string, Stowed>();
  let open = await createAll(store, records, outcomes);
  for (let attempt = 0; open.length > 0; attempt += 1) {
    if (attempt === joinAttemptsMax) {
      throw new DependencyUnavailable(
        `${open.length} usage records changed ${joinAttemptsMax} times while they were joined; ` +
          'the batch will be delivered again',
      );
    }
    open = await joinAll(store, open, outcomes);
  }
  return records.map((record) => {
    const outcome = outcomes.get(record.id);
    if (outcome === undefined) throw new Error('a record was neither created nor joined');
    return outcome;
  });
};

/** Creates records and returns those that exist already. */
const createAll = async (
  store: UsageStore,
  records: readonly UsageRecord[],
  outcomes: Map<string, Stowed>,
): Promise<readonly UsageRecord[]> => {
  const answers = await store.create(records);
  const existing: UsageRecord[] = [];
  records.forEach((record, index) => {
    const answer = answers[index];
    if (answer === 'created') outcomes.set(record.id, { kind: 'created', record });
    else if (typeof answer === 'object') outcomes.set(record.id, refused(record, answer.refused));
    else existing.push(record);
  });
  return existing;
};

/** Joins records with those in the store and returns the ones that changed under its hands. */
const joinAll = async (
  store: UsageStore,
  records: readonly UsageRecord[],
  outcomes: Map<string, Stowed>,
): Promise<readonly UsageRecord[]> => {
  const found = await store.read(records.map((record) => record.id));
  const gone: UsageRecord[] = [];
  const changes: (Stored<UsageRecord> & { before: UsageRecord; mine: UsageRecord })[] = [];
  records.forEach((mine, index) => {
    const stored = found[index];
    if (stored === undefined) {
      gone.push(mine);
      return;
    }
    const value = joinRecords(stored.value, mine);
    if (sameRecord(value, stored.value)) {
      outcomes.set(mine.id, { kind: 'unchanged', record: stored.value });
    } else {
      changes.push({ value, etag: stored.etag, before: stored.value, mine });
    }
  });
  const answers = changes.length === 0 ? [] : await store.replace(changes);
  const changed: UsageRecord[] = [];
  changes.forEach(({ value, before, mine }, index) => {
    const answer = answers[index];
    if (answer === 'replaced') outcomes.set(mine.id, { kind: 'joined', record: value, before });
    else if (typeof answer === 'object') outcomes.set(mine.id, refused(value, answer.refused));
    else changed.push(mine);
  });
  // A record that existed and is gone has expired in between, or the read was stale: create it,
  // and where it exists after all, join it in the next attempt.
  const existing = gone.length === 0 ? [] : await createAll(store, gone, outcomes);
  return [...changed, ...existing];
};

const refused = (record: UsageRecord, detail: string): Stowed => ({
  kind: 'refused',
  record,
  detail,
});
