// Bugs in what is made of the store's answers, above all where it has reached one of its limits.
import { plant, type PlantedBug } from '../planted-bug';

const bulk = 'bulk.ts';
const documents = 'cosmos-documents.ts';

export const storeBugs: readonly PlantedBug[] = [
  plant(
    'storing',
    'a read that did not fit its answer is taken for a missing document',
    'ordinary',
    [
      bulk,
      '} else if (isCutOff(reply)) {\n        cutOff += 1;',
      '} else if (isCutOff(reply)) {\n        answers[index] = { status: status.notFound };',
    ],
  ),
  plant('storing', 'a query is read to its first page', 'ordinary', [
    documents,
    'found.push(...page);',
    'found.push(...page);\n      break;',
  ]),
  plant('storing', 'a write that was throttled counts as done', 'ordinary', [
    bulk,
    'refusals = [...refusals, reply.status];',
    'answers[index] = { status: 200 };',
  ]),
  plant('storing', 'a write under a full partition key counts as done', 'ordinary', [
    documents,
    "if (code === 200 || code === 201) return 'written';",
    "if (code === 200 || code === 201 || code === 403) return 'written';",
  ]),
  plant('storing', 'a record that is too large is taken for one that is there', 'ordinary', [
    'cosmos-usage-store.ts',
    "if (answer.status === status.conflict) return 'exists';",
    "if (answer.status === status.conflict || answer.status === 413) return 'created';",
  ]),
  plant('storing', 'a document that is gone is replaced all the same', 'life', [
    'cosmos-usage-store.ts',
    'if (answer.status === status.preconditionFailed || answer.status === status.notFound) {',
    "if (answer.status === status.notFound) return 'replaced';\n      if (answer.status === status.preconditionFailed) {",
  ]),
];
