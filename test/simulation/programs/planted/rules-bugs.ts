// Bugs in what becomes of stored windows when the rules change.
import { plant, type PlantedBug } from '../planted-bug';

const background = 'recompute-in-background.ts';
const search = 'older-rules.ts';
const windows = 'recompute-windows.ts';
const audit = 'audit-windows.ts';

export const rulesBugs: readonly PlantedBug[] = [
  plant('rules', 'an older program replaces a window of newer rules', 'rules', [
    windows,
    'return head !== undefined && rulesVersionOf(head.value) > rules.version;',
    'return head !== undefined && rulesVersionOf(head.value) < 0;',
  ]),
  plant('rules', 'windows of older rules are not looked for', 'rules', [
    search,
    '.filter(([, { value }]) => rulesVersionOf(value) < rulesVersion)',
    '.filter(([, { value }]) => rulesVersionOf(value) < 0 * rulesVersion)',
  ]),
  plant('rules', 'the search for windows of older rules ends before the oldest', 'rules', [
    search,
    'const oldest = dateOf(plusMs(now, -deps.options.sealAgeDays * dayMs));',
    'const oldest = dateOf(plusMs(now, -dayMs));',
  ]),
  plant('rules', 'dates count as marked when there was no room for their marks', 'rules', [
    search,
    'if (waiting + marked >= backgroundMarksMax || !hasTime()) break;',
    'if (waiting + marked >= backgroundMarksMax || !hasTime()) { found.clear(); break; }',
  ]),
  plant('rules', 'background marks are taken off when their time is over', 'rules', [
    background,
    '  // A window is read to its end',
    `  for (const mark of marks) await deps.marks.settle(mark);
  // A window is read to its end`,
  ]),
  plant('rules', 'background work takes all of the time of a run', 'rules', [
    background,
    'const backgroundShare = 0.25;',
    'const backgroundShare = 2;',
  ]),
  plant('rules', 'a program goes on where one of other rules stopped', 'rules', [
    'roll-up.ts',
    'last !== undefined && rulesVersionOf(last) === rulesOf(deps).version',
    'last !== undefined',
  ]),
  plant('rules', 'the audit compares windows of two versions of the rules', 'rules', [
    audit,
    'if (version < rulesOf(deps).version) {',
    'if (version < 0) {',
  ]),
];
