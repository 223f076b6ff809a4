// Bugs in marking, in the watermarks, and in taking marks off.
import { plant, type PlantedBug } from '../planted-bug';

const ingest = 'ingest-batch.ts';
const rollUpMarks = 'roll-up-marks.ts';

export const markBugs: readonly PlantedBug[] = [
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
      'const sorted = sortBatch(batch.events, deps.options);',
      `const sorted = sortBatch(batch.events, deps.options);
     const early = sorted.records.flatMap((one) => one.windows);
     if (early.length > 0) await deps.marks.mark(early, clock.now());`,
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
    'const sorted = sortBatch(batch.events, deps.options);',
    `const sorted = sortBatch(batch.events, deps.options);
     await deps.watermarks.advance(batch.hub, batch.partition, span, async () => undefined);`,
  ]),
  plant('checkpointing', 'the watermark follows a redelivery back', 'ordinary', [
    'watermark.ts',
    'if (span.lastSequenceNumber <= stored.sequenceNumber) return stored;',
    '',
  ]),
  plant('checkpointing', 'a redelivery that overlaps counts as a gap', 'ordinary', [
    'watermark.ts',
    'return span.firstSequenceNumber > stored.sequenceNumber + 1',
    'return span.firstSequenceNumber !== stored.sequenceNumber + 1',
  ]),
  plant(
    'checkpointing',
    'a gap is told when the watermark is past it already',
    'skipping',
    ['watermarks.ts', 'if (gap !== undefined) await onGap(gap);', ''],
    [
      'watermarks.ts',
      "if (answer === 'written') return;",
      `if (answer === 'written') {
        if (gap !== undefined) await onGap(gap);
        return;
      }`,
    ],
  ),
  plant('deleting marks', 'a mark is taken off whoever marked again', 'ordinary', [
    'window-marks.ts',
    'return state.delete(partition, mark.window, mark.etag);',
    `const now = await state.read(partition, mark.window);
     return state.delete(partition, mark.window, now?.etag ?? mark.etag);`,
  ]),
  plant('deleting marks', 'a mark is taken off though its window was not written', 'ordinary', [
    rollUpMarks,
    '      pass.written.has(window) &&\n      days.publishedWindows.has(window) &&',
    '',
  ]),
  plant('deleting marks', 'a mark is taken off though its day or period was not written', 'storm', [
    rollUpMarks,
    'days.publishedWindows.has(window) &&',
    '',
  ]),
  plant('deleting marks', 'a window that fails loses its mark', 'storm', [
    rollUpMarks,
    'await deps.marks.failed(marks);',
    'await inParallel(marks, marksAtOnceMax, (mark) => deps.marks.settle(mark));',
  ]),
];
