// The backends that the policies call: one resource, or a pool whose members have circuits.
import { readBicepFolder, type BicepFolder } from '../../support/bicep/bicep-folder';
import { evaluate, evaluateLoop } from '../../support/bicep/evaluate';
import { gatewayScope, made, propertyOf } from './gateway/gateway-wiring';
import { infraFolder, type Values } from './stages';

const first = { url: 'https://first.openai.azure.com/openai' };
const second = { url: 'https://second.openai.azure.com/openai', priority: 2, weight: 3 };

interface Backend {
  readonly name: unknown;
  readonly properties: Values;
}

interface Made {
  readonly backend: Backend;
  readonly members: readonly Backend[];
}

interface Rule {
  readonly failureCondition: { readonly statusCodeRanges: readonly unknown[] };
  readonly acceptRetryAfter: boolean;
  readonly tripDuration: string;
  readonly failureResponse: unknown;
}

let folder: BicepFolder;
beforeAll(async () => {
  folder = await readBicepFolder(infraFolder);
});

const backendOf = (resources: readonly object[], breaker: Values = {}): Made => {
  const parameters = { gatewayName: 'apim', name: 'llm-standard', description: 'd' };
  const scope = gatewayScope(folder, 'backend', { ...parameters, resources, breaker });
  const found = (symbol: string) =>
    made(folder, 'backend').find((resource) => resource.symbol === symbol)!;
  const valueOf = (symbol: string, inner = scope): Backend => ({
    name: evaluate(propertyOf(found(symbol).body, 'name'), inner),
    properties: evaluate(propertyOf(found(symbol).body, 'properties'), inner) as Values,
  });
  return {
    backend: valueOf('backend'),
    members: evaluateLoop(found('members').loop!, scope, (inner) => valueOf('members', inner)),
  };
};

const rulesOf = (breaker: Values = {}): readonly Rule[] =>
  backendOf([first, second], breaker).members.flatMap(
    ({ properties }) => (properties['circuitBreaker'] as { rules: readonly Rule[] }).rules,
  );

describe('a backend of one resource', () => {
  it('has the name of the policies, and is no pool', () => {
    expect(backendOf([first])).toMatchObject({
      backend: { name: 'llm-standard', properties: { type: 'Single', url: first.url } },
      members: [],
    });
    expect(backendOf([first]).backend.properties['pool']).toBeNull();
  });

  it('has no circuit that could close all models for all callers', () => {
    expect(backendOf([first]).backend.properties).not.toHaveProperty('circuitBreaker');
  });
});

describe('a backend of several resources', () => {
  it('is a pool of them, in the order and in the shares that a company chose', () => {
    const { backend, members } = backendOf([first, second]);
    expect(members.map(({ name, properties }) => [name, properties['url']])).toEqual([
      ['llm-standard-1', first.url],
      ['llm-standard-2', second.url],
    ]);
    const id = 'Microsoft.ApiManagement/service/backends/apim/llm-standard';
    expect(backend).toMatchObject({
      name: 'llm-standard',
      properties: {
        type: 'Pool',
        url: null,
        pool: {
          services: [
            { id: `${id}-1`, priority: 1, weight: 1 },
            { id: `${id}-2`, priority: 2, weight: 3 },
          ],
        },
      },
    });
  });

  it('opens a circuit for 503 alone: the 429 of one deployment closes no other', () => {
    for (const rule of rulesOf()) {
      expect(rule.failureCondition.statusCodeRanges).toEqual([{ min: 503, max: 503 }]);
    }
  });

  it('opens it for 429, too, where a company says that this is safe', () => {
    for (const rule of rulesOf({ onThrottling: true })) {
      expect(rule.failureCondition.statusCodeRanges).toEqual(
        [429, 503].map((status) => ({ min: status, max: status })),
      );
    }
  });

  it('keeps a circuit open for as long as was chosen, and no longer for any Retry-After', () => {
    expect(rulesOf().map(({ tripDuration }) => tripDuration)).toEqual(['PT60S', 'PT60S']);
    for (const rule of rulesOf({ openSeconds: 30 })) {
      expect(rule).toMatchObject({ tripDuration: 'PT30S', acceptRetryAfter: false });
    }
  });

  it('answers 429 and not 503 where no member is available', () => {
    const busy = { failureResponse: { statusCode: 429 } };
    expect(backendOf([first, second]).backend.properties['pool']).toMatchObject(busy);
    for (const rule of rulesOf()) expect(rule).toMatchObject(busy);
  });
});
