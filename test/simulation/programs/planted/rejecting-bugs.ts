// Bugs in how rejected items are counted.
import { plant, type PlantedBug } from '../planted-bug';

const rejections = 'rejections.ts';

export const rejectBugs: readonly PlantedBug[] = [
  plant('rejecting', 'a redelivery adds to the rejected items of an event', 'ordinary', [
    'rejected-positions.ts',
    'items: Math.max(known.items, count.items),',
    'items: known.items + count.items,',
  ]),
  plant('rejecting', 'a batch replaces the rejected positions of the one before', 'ordinary', [
    rejections,
    'const positions = joinPositions(known, set.positions);',
    'const positions = joinPositions([], set.positions);',
  ]),
  plant('rejecting', 'a lost race over rejected positions is taken for a write', 'ordinary', [
    rejections,
    "answers[index] === 'written' ? [] : [set]",
    "answers[index] === 'written' ? [] : [set].slice(1)",
  ]),
];
