// The policies that may stand in policies/, from their pages in the documentation (read 2026-11-21;
// `pageOf` gives the address). A policy that is not here is refused until somebody has read its
// page and adds it.
import { dimensions, llmPolicyTable } from './llm-policy-table';
import {
  expression,
  literal,
  oneOf,
  required,
  sections,
  trueOrFalse,
  type AttributeRule,
  type ElementRule,
  type PolicyRule,
} from './policy-rule';

type Attributes = Readonly<Record<string, AttributeRule>>;

const textElement: ElementRule = { text: 'expression' };
const literalElement: ElementRule = { text: 'literal' };
const existsAction: AttributeRule = {
  ...oneOf('override', 'skip', 'append', 'delete'),
  expression: true,
};

const callLimit: Attributes = {
  calls: required(expression),
  'renewal-period': required(expression),
  'retry-after-header-name': literal,
  'retry-after-variable-name': literal,
  'remaining-calls-header-name': literal,
  'remaining-calls-variable-name': literal,
  'total-calls-header-name': literal,
};

const counted: Attributes = {
  'counter-key': required(expression),
  'increment-condition': expression,
  'increment-count': expression,
};

const valueList: ElementRule = { elements: { 'application-id': textElement } };

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
      'vary-by-developer': required({ ...trueOrFalse, expression: true }),
      'vary-by-developer-groups': required({ ...trueOrFalse, expression: true }),
      'allow-private-response-caching': { ...trueOrFalse, expression: true },
      'caching-type': oneOf('internal', 'external', 'prefer-external'),
      'downstream-caching-type': { ...oneOf('none', 'private', 'public'), expression: true },
      'must-revalidate': { ...trueOrFalse, expression: true },
    },
    elements: { 'vary-by-header': textElement, 'vary-by-query-parameter': textElement },
  },
  'cache-store': {
    sections: ['outbound'],
    oncePerSection: true,
    attributes: { duration: required(expression), 'cache-response': expression },
  },
  choose: {
    sections,
    elements: {
      when: { attributes: { condition: required(expression) }, policies: 'any' },
      otherwise: { policies: 'any' },
    },
  },
  cors: {
    sections: ['inbound'],
    oncePerSection: true,
    attributes: {
      'allow-credentials': { ...trueOrFalse, expression: true },
      'terminate-unmatched-request': { ...trueOrFalse, expression: true },
    },
    elements: {
      'allowed-origins': { elements: { origin: literalElement } },
      'allowed-methods': {
        attributes: { 'preflight-result-max-age': expression },
        elements: { method: textElement },
      },
      'allowed-headers': { elements: { header: literalElement } },
      'expose-headers': { elements: { header: literalElement } },
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
      timeout: expression,
      'timeout-ms': expression,
      'continue-timeout': expression,
      'follow-redirects': { ...trueOrFalse, expression: true },
      'buffer-request-body': trueOrFalse,
      'buffer-response': trueOrFalse,
      'fail-on-error-status-code': trueOrFalse,
    },
  },
  'include-fragment': { sections, attributes: { 'fragment-id': required(literal) } },
  'limit-concurrency': {
    sections,
    attributes: { key: required(expression), 'max-count': required(literal) },
    policies: 'any',
  },
  'log-to-eventhub': {
    sections,
    attributes: {
      'logger-id': required(literal),
      'partition-id': literal,
      'partition-key': expression,
    },
    text: 'expression',
  },
  quota: {
    sections: ['inbound'],
    attributes: { calls: literal, bandwidth: literal, 'renewal-period': required(literal) },
  },
  'quota-by-key': {
    sections: ['inbound'],
    attributes: {
      calls: literal,
      bandwidth: literal,
      'renewal-period': required(literal),
      'first-period-start': literal,
      ...counted,
    },
  },
  'rate-limit': { sections: ['inbound'], attributes: callLimit },
  'rate-limit-by-key': { sections: ['inbound'], attributes: { ...callLimit, ...counted } },
  retry: {
    sections,
    attributes: {
      condition: required(expression),
      count: required(expression),
      interval: required(expression),
      'max-interval': expression,
      delta: expression,
      'first-fast-retry': expression,
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
    attributes: { template: required(expression), 'copy-unmatched-params': expression },
  },
  'set-backend-service': {
    sections: ['inbound', 'backend'],
    attributes: { 'base-url': expression, 'backend-id': expression },
  },
  'set-body': {
    sections: ['inbound', 'outbound', 'backend'],
    attributes: { template: oneOf('liquid'), 'xsi-nil': oneOf('blank', 'null') },
    text: 'expression',
  },
  'set-header': {
    sections,
    attributes: { name: required(expression), 'exists-action': existsAction },
    elements: { value: textElement },
  },
  'set-method': { sections: ['inbound', 'on-error'], text: 'expression' },
  'set-query-parameter': {
    sections: ['inbound', 'backend'],
    attributes: { name: required(expression), 'exists-action': existsAction },
    elements: { value: textElement },
  },
  'set-status': {
    sections,
    attributes: { code: required(expression), reason: required(expression) },
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
      message: textElement,
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
      'failed-validation-httpcode': expression,
      'failed-validation-error-message': expression,
      'output-token-variable-name': literal,
    },
    elements: {
      'client-application-ids': valueList,
      'backend-application-ids': valueList,
      audiences: { elements: { audience: textElement } },
      'required-claims': {
        elements: {
          claim: {
            attributes: {
              name: required(expression),
              match: { ...oneOf('all', 'any'), expression: true },
              separator: expression,
            },
            elements: { value: textElement },
          },
        },
      },
    },
  },
};

export const policyRules: ReadonlyMap<string, PolicyRule> = new Map(
  Object.entries({ ...table, ...llmPolicyTable }),
);
