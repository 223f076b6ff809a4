// Bugs in replacing what is stored, in publishing, and in sealing.
import { plant, type PlantedBug } from '../planted-bug';

const rollUp = 'roll-up.ts';
const published = 'published-set.ts';

export const replaceBugs: readonly PlantedBug[] = [
  plant('replacing', 'heads are written without their ETag', 'ordinary', [
    published,
    "condition: etag === undefined ? 'absent' : { etag }",
    "condition: 'any'",
  ]),
  plant(
    'replacing',
    "a window's ETag is read after its records",
    'conflicts',
    [
      'recompute-windows.ts',
      '  const sums = await sumRecords(deps, own, rules, hasTime);',
      `  const sums = await sumRecords(deps, own, rules, hasTime);
  const late = await deps.windows.heads(first, windowOf(windowEnd(last)));`,
    ],
    [
      'recompute-windows.ts',
      'const stored = heads.get(window);',
      'const stored = late.get(window);',
    ],
  ),
  plant('replacing', 'a stale read may take records out of a window', 'stale', [
    'recompute-windows.ts',
    'if (usage.recordsSeen < (stored?.value.recordsSeen ?? 0))',
    'if (usage.recordsSeen < 0)',
  ]),
  plant('replacing', 'a window without usage is not written', 'ordinary', [
    'recompute-windows.ts',
    '    else {\n      const revision',
    `    else if (usage.rows.length === 0)
      outcomes.set(window, { kind: 'written', revision: stored?.value.revision ?? 0 });
    else {\n      const revision`,
  ]),
  plant('replacing', 'the audit tells of a drift, and leaves it', 'stale', [
    'audit-windows.ts',
    '  await marks.mark([window], now);\n  await audits.done(audit);\n  return true;',
    '  await audits.done(audit);\n  return true;',
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
  plant('publishing', 'parts that are listed are swept as well', 'parts', [
    published,
    'if (listed.has(part.id) || ',
    'if (',
  ]),
  plant('publishing', 'new prices change no day that is not marked', 'ordinary', [
    'roll-up-days.ts',
    'if (before.fingerprint !== fingerprint) outdatedDays',
    'if (before.fingerprint === fingerprint) outdatedDays',
  ]),
  plant(
    'publishing',
    'a statement that was listed before is not written, whatever it says',
    'ordinary',
    [
      'statement-parts.ts',
      'return partOf(`${headId}:${businessUnit}`, piece);',
      'return { ...partOf(`${headId}:${businessUnit}`, piece), id: `part:${headId}:${businessUnit}` };',
    ],
  ),
  plant('publishing', 'business units without usage have no statement', 'ordinary', [
    'sum-period.ts',
    '[...units.keys()].map((id) => [id, used.get(id)',
    '[...units.keys()].slice(0, 0).map((id) => [id, used.get(id)',
  ]),
  plant('publishing', 'what is lost of a report is never written again', 'parts', [
    'chargebacks.ts',
    'const isSweep = facts.sweptAt !== before?.value.sweptAt;',
    'const isSweep = before === undefined;',
  ]),
  plant('sealing', 'a sealed window is computed again', 'life', [
    'choose-marks.ts',
    'plusMs(windowEnd(window), sealAgeDays * dayMs) <= now;',
    'sealAgeDays < 0 && window.length > 0 && now.length > 0;',
  ]),
  plant('sealing', 'windows are sealed after two days', 'ordinary', [
    'choose-marks.ts',
    'plusMs(windowEnd(window), sealAgeDays * dayMs) <= now;',
    'plusMs(windowEnd(window), Math.min(2, sealAgeDays) * dayMs) <= now;',
  ]),
  plant('sealing', 'a mark on a sealed window goes without a word', 'life', [
    rollUp,
    "await deps.exceptions.record({\n        kind: 'sealedWindowMarked',",
    "void ({\n        kind: 'sealedWindowMarked',",
  ]),
  plant('sealing', 'windows are sealed when their records are gone', 'life', [
    'choose-marks.ts',
    'plusMs(windowEnd(window), sealAgeDays * dayMs) <= now;',
    'plusMs(windowEnd(window), (sealAgeDays + 30) * dayMs) <= now;',
  ]),
];
