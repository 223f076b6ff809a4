// The policies for models' APIs, each under the two names that it has: `azure-openai-` and the
// newer `llm-`.
import {
  expression,
  literal,
  oneOf,
  required,
  trueOrFalse,
  wholeNumber,
  wholeNumberOrExpression,
  type ElementRule,
  type PolicyRule,
} from './policy-rule';

export const dimensions: Readonly<Record<string, ElementRule>> = {
  dimension: {
    attributes: { name: required(expression), value: expression },
    occurs: 'at least once',
  },
};

const tokenLimit: PolicyRule = {
  sections: ['inbound'],
  attributes: {
    'counter-key': required(expression),
    'tokens-per-minute': wholeNumber(1),
    'token-quota': wholeNumber(1),
    'token-quota-period': oneOf('Hourly', 'Daily', 'Weekly', 'Monthly', 'Yearly'),
    'estimate-prompt-tokens': required(trueOrFalse),
    'retry-after-header-name': literal,
    'retry-after-variable-name': literal,
    'remaining-quota-tokens-header-name': literal,
    'remaining-quota-tokens-variable-name': literal,
    'remaining-tokens-header-name': literal,
    'remaining-tokens-variable-name': literal,
    'tokens-consumed-header-name': literal,
    'tokens-consumed-variable-name': literal,
  },
  groups: [
    { stand: 'at least one', of: ['tokens-per-minute', 'token-quota'] },
    { stand: 'all or none', of: ['token-quota', 'token-quota-period'] },
  ],
};

const emitTokenMetric: PolicyRule = {
  sections: ['inbound'],
  attributes: { namespace: literal },
  elements: dimensions,
};

const semanticLookup: PolicyRule = {
  sections: ['inbound'],
  oncePerSection: true,
  attributes: {
    'score-threshold': required({ number: { least: 0, most: 1, isWhole: false } }),
    'embeddings-backend-id': required(literal),
    'embeddings-backend-auth': required(oneOf('system-assigned')),
    'ignore-system-messages': trueOrFalse,
    'max-message-count': wholeNumber(0),
  },
  elements: { 'vary-by': { text: 'expression' } },
};

const semanticStore: PolicyRule = {
  sections: ['outbound'],
  oncePerSection: true,
  attributes: { duration: required(wholeNumberOrExpression(1)) },
};

export const llmPolicyTable: Readonly<Record<string, PolicyRule>> = {
  'azure-openai-emit-token-metric': emitTokenMetric,
  'azure-openai-semantic-cache-lookup': semanticLookup,
  'azure-openai-semantic-cache-store': semanticStore,
  'azure-openai-token-limit': tokenLimit,
  'llm-emit-token-metric': emitTokenMetric,
  'llm-semantic-cache-lookup': semanticLookup,
  'llm-semantic-cache-store': semanticStore,
  'llm-token-limit': tokenLimit,
};
