// Business units and their members as people write them.
import * as z from 'zod';
import { unattributed, type BusinessUnit } from './business-units';
import { elementsOf, isDefined, memberPath, type ProblemList } from './problems';
import { nameText } from './reference-text';
import type { ReferenceBody } from './reference-version';

/** Characters of a business unit's id: it is in addresses, file names and document ids. */
const unitIdCharsMax = 60;

const unitId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be of lower-case letters, digits and single hyphens')
  .max(unitIdCharsMax, `has more than ${unitIdCharsMax} characters`)
  .refine(
    (id) => id !== unattributed,
    `"${unattributed}" is where callers without a business unit go`,
  );

// API Management makes its keys of 32 hexadecimal digits. Messages never repeat what may be a key.
const looksLikeKey = (text: string): boolean => /^[0-9a-f]{32}$/i.test(text);
const memberId = nameText.refine(
  (text) => !looksLikeKey(text),
  'looks like a subscription key: put its SHA-256 into keyHashes, and change the key',
);

const keyHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/i, 'must be the SHA-256 of a key in 64 hexadecimal digits, never a key')
  .transform((hash) => hash.toLowerCase());

const membersSchema = z.strictObject({
  subscriptionIds: z.array(memberId).default([]),
  keyHashes: z.array(keyHash).default([]),
  appIds: z.array(memberId).default([]),
  productIds: z.array(memberId).default([]),
});

const unitSchema = z.strictObject({
  id: unitId,
  name: nameText,
  costCentre: nameText,
  members: membersSchema.default({
    subscriptionIds: [],
    keyHashes: [],
    appIds: [],
    productIds: [],
  }),
});

const bodySchema = z.strictObject({
  businessUnits: z.array(z.unknown()).min(1, 'must not be empty'),
});

export const readBusinessUnits = (
  members: object,
  problems: ProblemList,
): ReferenceBody | undefined => {
  const body = problems.read(bodySchema, members, '');
  const units = elementsOf(members, 'businessUnits').map((unit, index) =>
    problems.read(unitSchema, unit, memberPath('businessUnits', index)),
  );
  problems.forbidRepeats(textsOf(units, 'id'));
  problems.forbidRepeats(textsOf(units, 'name'));
  for (const list of memberLists) problems.forbidRepeats(membersOf(units, list));
  return body && { kind: 'businessUnits', businessUnits: units.filter(isDefined) };
};

const memberLists = ['subscriptionIds', 'keyHashes', 'appIds', 'productIds'] as const;

type Units = readonly (BusinessUnit | undefined)[];

const textsOf = (units: Units, key: 'id' | 'name'): { name: string; path: string }[] =>
  units.flatMap((unit, index) =>
    unit === undefined
      ? []
      : [{ name: unit[key], path: memberPath(memberPath('businessUnits', index), key) }],
  );

const membersOf = (
  units: Units,
  list: (typeof memberLists)[number],
): { name: string; path: string }[] =>
  units.flatMap((unit, index) =>
    (unit?.members[list] ?? []).map((name, at) => ({
      name,
      path: `businessUnits[${index}].members.${list}[${at}]`,
    })),
  );
