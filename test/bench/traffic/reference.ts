// Reference data for the traffic of the benchmark: every caller has a business unit of its own, and
// every model a price.
import { callerOf, models } from './events';

const since = { validFrom: '2026-01-01', reason: 'benchmark', recordedBy: 'bench' };

export const unitOf = (n: number): string => `unit-${String(n + 1).padStart(4, '0')}`;

export const referenceFiles = (businessUnits: number): readonly object[] => [
  {
    kind: 'businessUnits',
    ...since,
    businessUnits: Array.from({ length: businessUnits }, (_, n) => ({
      id: unitOf(n),
      name: `Business unit ${n + 1}`,
      costCentre: `CC-${n + 1}`,
      members: { subscriptionIds: [callerOf(n)] },
    })),
  },
  { kind: 'deployments', ...since, defaultSku: 'GlobalStandard', deployments: [] },
  {
    kind: 'priceBook',
    ...since,
    currency: 'USD',
    models: models.map((model, n) => ({
      model,
      aliases: [`${model}-2025-08-07`],
      entries: [
        {
          skus: ['GlobalStandard'],
          prices: { input: `${n + 1}.25`, cachedInput: `0.${n + 1}25`, output: `${n + 6}.50` },
        },
      ],
    })),
  },
];
