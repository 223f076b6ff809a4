// The policies that limit calls. A rate renews within five minutes, a quota no sooner.
import {
  expression,
  literal,
  required,
  sections,
  trueFalseOrExpression,
  wholeNumber,
  wholeNumberOrExpression,
  type AttributeGroup,
  type AttributeRule,
  type PolicyRule,
} from './policy-rule';

type Attributes = Readonly<Record<string, AttributeRule>>;

const callLimit: Attributes = {
  calls: required(wholeNumberOrExpression(1)),
  'renewal-period': required(wholeNumberOrExpression(1, 300)),
  'retry-after-header-name': literal,
  'retry-after-variable-name': literal,
  'remaining-calls-header-name': literal,
  'remaining-calls-variable-name': literal,
  'total-calls-header-name': literal,
};

const counted: Attributes = {
  'counter-key': required(expression),
  'increment-condition': trueFalseOrExpression,
  'increment-count': wholeNumberOrExpression(0),
};

/** Zero is without end. */
const quotaPeriod: AttributeRule = {
  number: { least: 300, most: Number.MAX_SAFE_INTEGER, isWhole: true, also: 0 },
};
const quotaLimits: Attributes = { calls: wholeNumber(1), bandwidth: wholeNumber(1) };
const quotaGroups: readonly AttributeGroup[] = [
  { stand: 'at least one', of: ['calls', 'bandwidth'] },
];

export const limitPolicyTable: Readonly<Record<string, PolicyRule>> = {
  'limit-concurrency': {
    sections,
    attributes: { key: required(expression), 'max-count': required(wholeNumber(1)) },
    policies: 'any',
  },
  quota: {
    sections: ['inbound'],
    attributes: { ...quotaLimits, 'renewal-period': required(quotaPeriod) },
    groups: quotaGroups,
  },
  'quota-by-key': {
    sections: ['inbound'],
    attributes: {
      ...quotaLimits,
      'renewal-period': required(quotaPeriod),
      'first-period-start': literal,
      ...counted,
    },
    groups: quotaGroups,
  },
  'rate-limit': { sections: ['inbound'], attributes: callLimit },
  'rate-limit-by-key': { sections: ['inbound'], attributes: { ...callLimit, ...counted } },
};
