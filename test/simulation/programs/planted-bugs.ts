// Bugs that somebody might make, each in a text of the program that is replaced when it is planted.
// A simulator that does not find them proves nothing by finding none.
import { plant, type PlantedBug } from './planted-bug';

const record = 'usage-record.ts';
const ingest = 'ingest-batch.ts';
const rollUp = 'roll-up.ts';
const published = 'published-set.ts';

export const plantedBugs: readonly PlantedBug[] = [
  plant('joining', 'the time heard last wins, not the earliest', 'ordinary', [
    record,
    'const occurredAt = earlier(a.occurredAt, b.occurredAt);',
    'const occurredAt = b.occurredAt;',
  ]),
  plant('joining', 'chunks are added up', 'ordinary', [
    record,
    'joinFields(left.counters, right.counters, Math.max)',
    'joinFields(left.counters, right.counters, (x: number, y: number) => x + y)',
  ]),
  plant('joining', 'the statements kept are the first ones that came', 'conflicts', [
    record,
    'const ordered = [...byDigest.values()].sort(byPreference);',
    'const ordered = [...byDigest.values()];',
  ]),
  plant('joining', 'a record forgets the windows it was in', 'ordinary', [
    record,
    'windows: [...new Set([...a.windows, ...b.windows])].sort()',
    'windows: [windowOf(occurredAt)]',
  ]),
  plant('joining', 'a source that this version does not know is dropped', 'versions', [
    record,
    'const observations: Partial<Record<string, Statement>> = { ...a.observations };',
    `const known = ['policy', 'gatewayLog', 'llmLog'];
     const observations: Partial<Record<string, Statement>> = Object.fromEntries(
       Object.entries(a.observations).filter(([source]) => known.includes(source)));`,
  ]),
  plant('joining', 'a replace that lost its race counts as done', 'storm', [
    'join-into-store.ts',
    'else changed.push(mine);',
    "else outcomes.set(mine.id, { kind: 'unchanged', record: before });",
  ]),
  plant('marking', 'duplicates mark nothing', 'storm', [
    ingest,
    "outcome.kind === 'refused' ? []",
    "outcome.kind === 'refused' || outcome.kind === 'unchanged' ? []",
  ]),
  plant('marking', 'only the window that a record is in now is marked', 'ordinary', [
    ingest,
    ': outcome.record.windows',
    ': [outcome.record.window]',
  ]),
  plant(
    'marking',
    'windows are marked before the records are written',
    'storm',
    [
      ingest,
      'const stowed = await stowInTime(sorted.records);',
      `const early = sorted.records.flatMap((one) => one.windows);
     if (early.length > 0) await deps.marks.mark(early, clock.now());
     const stowed = await stowInTime(sorted.records);`,
    ],
    [ingest, 'if (windows.length > 0) await deps.marks.mark(windows, clock.now());', ''],
  ),
  plant('marking', 'a mark that is there is left as it is', 'ordinary', [
    'window-marks.ts',
    "value, condition: 'any' })));",
    "value, condition: 'absent' })));",
  ]),
  plant('checkpointing', 'a gap is passed over in silence', 'skipping', [
    'watermarks.ts',
    'if (gap !== undefined) await onGap(gap);',
    '',
  ]),
  plant('checkpointing', 'a failing store loses the batch', 'storm', [
    ingest,
    '      throw error;',
    '      return {} as IngestSummary;',
  ]),
  plant('checkpointing', 'the watermark moves before the records are written', 'skipping', [
    ingest,
    'const stowed = await stowInTime(sorted.records);',
    `await deps.watermarks.advance(batch.hub, batch.partition, span, async () => undefined);
     const stowed = await stowInTime(sorted.records);`,
  ]),
  plant('checkpointing', 'the watermark follows a redelivery back', 'ordinary', [
    'watermark.ts',
    'if (span.lastSequenceNumber <= stored.sequenceNumber) return stored;',
    '',
  ]),
  plant('replacing', 'heads are written without their ETag', 'ordinary', [
    published,
    "condition: etag === undefined ? 'absent' : { etag }",
    "condition: 'any'",
  ]),
  plant(
    'replacing',
    "a window's ETag is read after its records",
    'ordinary',
    ['recompute-windows.ts', 'const heads = await windows.heads(first, toExclusive);', ''],
    [
      'recompute-windows.ts',
      '  return new Map(\n    [...sums].map(',
      '  const heads = await windows.heads(first, toExclusive);\n  return new Map(\n    [...sums].map(',
    ],
  ),
  plant(
    'replacing',
    "a day's ETag is read after its windows",
    'ordinary',
    [
      'recompute-days.ts',
      '  const usage = sumDay(',
      '  stored = await days.read(day.period, day.date);\n  const usage = sumDay(',
    ],
    [
      'recompute-days.ts',
      '  const stored = await days.read(day.period, day.date);\n  const loaded',
      '  let stored = await days.read(day.period, day.date);\n  const loaded',
    ],
  ),
  plant('replacing', 'a stale read may take records out of a window', 'stale', [
    'recompute-windows.ts',
    'if (usage.recordsSeen < (stored?.value.recordsSeen ?? 0))',
    'if (usage.recordsSeen < 0)',
  ]),
  plant('deleting marks', 'a mark is taken off whoever marked again', 'ordinary', [
    'window-marks.ts',
    'return state.delete(partition, mark.window, mark.etag);',
    `const now = await state.read(partition, mark.window);
     return state.delete(partition, mark.window, now?.etag ?? mark.etag);`,
  ]),
  plant('deleting marks', 'a mark is taken off though its window was not written', 'ordinary', [
    rollUp,
    '      pass.written.has(window) &&\n      days.publishedWindows.has(window) &&',
    '',
  ]),
  plant('deleting marks', 'a mark is taken off though its day or period was not written', 'storm', [
    rollUp,
    'days.publishedWindows.has(window) &&',
    '',
  ]),
  plant(
    'publishing',
    'the head goes out before its parts',
    'ordinary',
    [
      published,
      'if (parts.length > 0) await documents.put(parts);\n  return documents.put(',
      'const heads = await documents.put(',
    ],
    [
      published,
      "condition: etag === undefined ? 'absent' : { etag },\n    })),\n  );",
      `condition: etag === undefined ? 'absent' : { etag },\n    })),\n  );
  if (parts.length > 0) await documents.put(parts);
  return heads;`,
    ],
  ),
  plant('publishing', 'parts are named without their content', 'ordinary', [
    published,
    'id: `part:${headId}:${digestOf(value as JsonValue)}`',
    'id: `part:${headId}`',
  ]),
  plant('publishing', 'parts that are listed are swept as well', 'ordinary', [
    published,
    'if (listed.has(part.id) || ',
    'if (',
  ]),
  plant('publishing', 'new prices change no day that is not marked', 'ordinary', [
    'roll-up-days.ts',
    'if (before !== undefined && before !== fingerprint) {',
    'if (before === fingerprint) {',
  ]),
  plant('sealing', 'a sealed window is computed again', 'life', [
    'choose-marks.ts',
    'plusMs(windowEnd(window), sealAgeDays * dayMs) <= now;',
    'sealAgeDays < 0 && window.length > 0 && now.length > 0;',
  ]),
  plant('sealing', 'a mark on a sealed window goes without a word', 'life', [
    rollUp,
    "await deps.exceptions.record({\n      kind: 'sealedWindowMarked',",
    "void ({\n      kind: 'sealedWindowMarked',",
  ]),
  plant('accepting', 'what is too late is refused one moment too early', 'ordinary', [
    'admit.ts',
    'if (occurredAt < plusMs(',
    'if (occurredAt <= plusMs(',
  ]),
  plant('accepting', 'what is too early is accepted for a day', 'ordinary', [
    'admit.ts',
    'if (occurredAt > plusMs(enqueuedTime, earlyMsMax))',
    'if (occurredAt > plusMs(enqueuedTime, 24 * earlyMsMax))',
  ]),
  plant('rating', 'the newest price is taken, not the one in force', 'ordinary', [
    'reference-set.ts',
    'if (version.validFrom <= at) inForce = version;',
    'if (at.length > 0) inForce = version;',
  ]),
  plant('rating', 'what has no price is free', 'ordinary', [
    'rate-window-row.ts',
    'unpriced.push({ meter, quantity, reason });',
    'void reason;',
  ]),
  plant('rating', 'cached tokens are billed twice', 'ordinary', [
    'normalise-counters.ts',
    'left -= taken;',
    "if (meter !== 'cachedInput') left -= taken;",
  ]),
  plant('rating', 'long prompts begin one token too soon', 'ordinary', [
    'resolve.ts',
    'promptTokens > bound',
    'promptTokens >= bound',
  ]),
  plant('rounding', 'every unit is rounded by itself', 'ordinary', [
    'statement-rounding.ts',
    'rounded: pico(raised.has(id) ? floor + unit : floor),',
    'rounded: roundHalfAwayFromZero(part.exact, digits),',
  ]),
  plant('rounding', 'the total is cut off', 'ordinary', [
    'statement-rounding.ts',
    '((magnitude + unit / 2n) / unit) * unit',
    '(magnitude / unit) * unit',
  ]),
  plant('rounding', 'what is missing goes to the smallest remainders', 'ordinary', [
    'statement-rounding.ts',
    'a.remainder > b.remainder ? -1 : 1',
    'a.remainder > b.remainder ? 1 : -1',
  ]),
];

export const findPlantedBug = (name: string): PlantedBug => {
  const found = plantedBugs.find((bug) => bug.name === name);
  if (found === undefined) throw new Error(`no planted bug is named so: ${name}`);
  return found;
};
