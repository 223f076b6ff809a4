// The policies that may stand in policies/, from their pages in the documentation (read 2026-11-21;
// `pageOf` gives the address). A policy that is not here is refused until somebody has read its
// page and adds it.
import { limitPolicyTable } from './limit-policy-table';
import { dimensions, llmPolicyTable } from './llm-policy-table';
import {
  atLeastOnce,
  atMostOnce,
  expression,
  literal,
  once,
  oneOf,
  required,
  sections,
  trueFalseOrExpression,
  trueOrFalse,
  wholeNumberOrExpression,
  type AttributeRule,
  type ElementRule,
  type PolicyRule,
} from './policy-rule';

const textElement: ElementRule = { text: 'expression' };
const literalElement: ElementRule = { text: 'literal' };
const existsAction: AttributeRule = {
  ...oneOf('override', 'skip', 'append', 'delete'),
  expression: true,
};

/** The pages need no value, but without one there is nothing to set. */
const settable: ElementRule = {
  attributes: { name: required(expression), 'exists-action': existsAction },
  elements: { value: textElement },
  problem: ({ attributes, children }) => {
    const action = attributes.get('exists-action');
    const deletes = action?.text === 'delete';
    if (deletes === (children.length === 0) || action?.expression !== undefined) return undefined;
    return deletes ? 'has a <value>, which delete has no use for' : 'has no <value> to set';
  },
};

const applicationIds = atMostOnce({ elements: { 'application-id': atLeastOnce(textElement) } });

const table: Readonly<Record<string, PolicyRule>> = {
  'authentication-managed-identity': {
    sections: ['inbound'],
    attributes: {
      resource: required(expression),
      'client-id': literal,
      'output-token-variable-name': literal,
      'ignore-error': trueOrFalse,
    },
  },
  base: { sections, page: 'api-management-howto-policies' },
  'cache-lookup': {
    sections: ['inbound'],
    oncePerSection: true,
    attributes: {
      'vary-by-developer': required(trueFalseOrExpression),
      'vary-by-developer-groups': required(trueFalseOrExpression),
      'allow-private-response-caching': trueFalseOrExpression,
      'caching-type': oneOf('internal', 'external', 'prefer-external'),
      'downstream-caching-type': { ...oneOf('none', 'private', 'public'), expression: true },
      'must-revalidate': trueFalseOrExpression,
    },
    elements: { 'vary-by-header': textElement, 'vary-by-query-parameter': textElement },
  },
  'cache-store': {
    sections: ['outbound'],
    oncePerSection: true,
    attributes: {
      duration: required(wholeNumberOrExpression(1)),
      'cache-response': trueFalseOrExpression,
    },
  },
  choose: {
    sections,
    elements: {
      when: atLeastOnce({
        attributes: { condition: required(trueFalseOrExpression) },
        policies: 'any',
      }),
      otherwise: atMostOnce({ policies: 'any' }),
    },
  },
  cors: {
    sections: ['inbound'],
    oncePerSection: true,
    attributes: {
      'allow-credentials': trueFalseOrExpression,
      'terminate-unmatched-request': trueFalseOrExpression,
    },
    elements: {
      'allowed-origins': once({ elements: { origin: atLeastOnce(literalElement) } }),
      'allowed-methods': atMostOnce({
        attributes: { 'preflight-result-max-age': wholeNumberOrExpression(0) },
        elements: { method: atLeastOnce(textElement) },
      }),
      'allowed-headers': once({ elements: { header: atLeastOnce(literalElement) } }),
      'expose-headers': atMostOnce({ elements: { header: atLeastOnce(literalElement) } }),
    },
  },
  'emit-metric': {
    sections,
    attributes: { name: required(literal), value: expression, namespace: literal },
    elements: dimensions,
  },
  'forward-request': {
    sections: ['backend'],
    attributes: {
      'http-version': oneOf('1', '2or1', '2'),
      timeout: wholeNumberOrExpression(0),
      'timeout-ms': wholeNumberOrExpression(0),
      'continue-timeout': wholeNumberOrExpression(0),
      'follow-redirects': trueFalseOrExpression,
      'buffer-request-body': trueOrFalse,
      'buffer-response': trueOrFalse,
      'fail-on-error-status-code': trueOrFalse,
    },
  },
  'include-fragment': { sections, attributes: { 'fragment-id': required(literal) } },
  'log-to-eventhub': {
    sections,
    attributes: {
      'logger-id': required(literal),
      'partition-id': literal,
      'partition-key': expression,
    },
    groups: [{ stand: 'at most one', of: ['partition-id', 'partition-key'] }],
    text: 'expression',
  },
  retry: {
    sections,
    attributes: {
      condition: required(trueFalseOrExpression),
      count: required(wholeNumberOrExpression(1, 50)),
      interval: required(wholeNumberOrExpression(1)),
      'max-interval': wholeNumberOrExpression(1),
      delta: wholeNumberOrExpression(1),
      'first-fast-retry': trueFalseOrExpression,
    },
    policies: 'any',
  },
  'return-response': {
    sections,
    attributes: { 'response-variable-name': literal },
    policies: ['set-status', 'set-header', 'set-body'],
  },
  'rewrite-uri': {
    sections: ['inbound'],
    attributes: { template: required(expression), 'copy-unmatched-params': trueFalseOrExpression },
  },
  'set-backend-service': {
    sections: ['inbound', 'backend'],
    attributes: { 'base-url': expression, 'backend-id': expression },
    groups: [{ stand: 'exactly one', of: ['base-url', 'backend-id'] }],
  },
  'set-body': {
    sections: ['inbound', 'outbound', 'backend'],
    attributes: { template: oneOf('liquid'), 'xsi-nil': oneOf('blank', 'null') },
    text: 'expression',
  },
  'set-header': { sections, ...settable },
  'set-method': { sections: ['inbound', 'on-error'], text: 'expression' },
  'set-query-parameter': { sections: ['inbound', 'backend'], ...settable },
  'set-status': {
    sections,
    attributes: {
      code: required(wholeNumberOrExpression(100, 599)),
      reason: required(expression),
    },
  },
  'set-variable': {
    sections,
    attributes: { name: required(literal), value: required(expression) },
  },
  trace: {
    sections,
    attributes: {
      source: required(literal),
      severity: oneOf('verbose', 'information', 'error'),
    },
    elements: {
      message: once(textElement),
      metadata: { attributes: { name: required(literal), value: required(expression) } },
    },
  },
  'validate-azure-ad-token': {
    sections: ['inbound'],
    attributes: {
      'tenant-id': required(expression),
      'header-name': expression,
      'query-parameter-name': expression,
      'token-value': expression,
      'failed-validation-httpcode': wholeNumberOrExpression(100, 599),
      'failed-validation-error-message': expression,
      'output-token-variable-name': literal,
    },
    groups: [{ stand: 'at most one', of: ['header-name', 'query-parameter-name', 'token-value'] }],
    elements: {
      'client-application-ids': applicationIds,
      'backend-application-ids': applicationIds,
      audiences: atMostOnce({ elements: { audience: atLeastOnce(textElement) } }),
      'required-claims': atMostOnce({
        elements: {
          claim: atLeastOnce({
            attributes: {
              name: required(expression),
              match: { ...oneOf('all', 'any'), expression: true },
              separator: expression,
            },
            elements: { value: textElement },
          }),
        },
      }),
    },
  },
};

export const policyRules: ReadonlyMap<string, PolicyRule> = new Map(
  Object.entries({ ...table, ...limitPolicyTable, ...llmPolicyTable }),
);
