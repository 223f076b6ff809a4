// Bugs in how rejected items are counted.
import { plant, type PlantedBug } from '../planted-bug';

const rejections = 'rejections.ts';
const storing = 'store-dead-letters.ts';

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
  plant('rejecting', 'a lost race over rejected positions is taken for a write', 'flood', [
    rejections,
    "answers[index] === 'written' ? [] : [set]",
    "answers[index] === 'written' ? [] : [set].slice(1)",
  ]),
  plant('rejecting', 'rejected items are added to those that were counted before', 'flood', [
    rejections,
    'rejected: counts.items,',
    'rejected: (stored?.value.rejected ?? 0) + counts.items,',
  ]),
  plant('rejecting', 'what is past the limit of its sender is not counted', 'flood', [
    storing,
    'const sets = setsOf([...open]);',
    'const sets = setsOf([...open].slice(0, 0));',
  ]),
  plant('rejecting', 'what the container does not take is not counted', 'flood', [
    storing,
    "if (answer === 'noRoom') break;",
    "if (answer === 'noRoom') return { withoutPayload: 0, refusedByContainer: 0 };",
  ]),
  plant('rejecting', 'what the container does not take counts as stored', 'flood', [
    storing,
    'event.stored += refused === -1 ? items.length : refused;',
    'event.stored += refused === -2 ? refused : items.length;',
  ]),
  plant('rejecting', 'a sender may fill the dead letters', 'flood', [
    storing,
    'const room = limits.perSource - (await rejections.storedOf(source));',
    'const room = 100 * limits.perSource - (await rejections.storedOf(source));',
  ]),
];
