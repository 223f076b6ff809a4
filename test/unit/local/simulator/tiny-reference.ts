// Reference files small enough to compute with by hand.
import type { ReferenceFile } from '../../../../local/simulator/reference-file';

const book = (validFrom: string, output: string): ReferenceFile => ({
  name: `price-book-${validFrom}.json`,
  content: {
    kind: 'priceBook',
    validFrom,
    reason: 'for tests',
    currency: 'USD',
    like: { reasoningOutput: 'output' },
    models: [
      {
        model: 'gpt-4o',
        aliases: ['gpt-4o-2024-11-20'],
        entries: [
          {
            skus: ['GlobalStandard'],
            prices: { input: '2.50', cachedInput: '1.25', output },
          },
          {
            skus: ['GlobalStandard'],
            serviceTiers: ['priority'],
            prices: { input: '5', cachedInput: '2.50', output: '20' },
          },
          {
            skus: ['GlobalStandard'],
            abovePromptTokens: 272_000,
            prices: { input: '5', cachedInput: '2.50', output: '15' },
          },
          {
            skus: ['ProvisionedManaged'],
            prices: { input: '0', cachedInput: '0', output: '0' },
          },
        ],
      },
      {
        model: 'dall-e-3',
        entries: [
          { skus: ['GlobalStandard'], prices: { images: { unitPrice: '40', per: 1_000 } } },
        ],
      },
    ],
  },
});

/** gpt-4o's output costs 10 at first, and 12 from 16 November 2026, 00:00 UTC. */
export const tinyReference: readonly ReferenceFile[] = [
  book('2026-01-01', '10'),
  book('2026-11-16T00:00:00Z', '12'),
  {
    name: 'business-units.json',
    content: {
      kind: 'businessUnits',
      validFrom: '2026-01-01',
      reason: 'for tests',
      businessUnits: [
        { id: 'sales', members: { subscriptionIds: ['sub-sales'], appIds: ['app-sales'] } },
        { id: 'legal', members: { productIds: ['product-legal'] } },
        { id: 'idle' },
      ],
    },
  },
  {
    name: 'deployments.json',
    content: {
      kind: 'deployments',
      validFrom: '2026-01-01',
      reason: 'for tests',
      defaultSku: 'GlobalStandard',
      deployments: [
        { deployment: 'gpt-4o', model: 'gpt-4o', sku: 'GlobalStandard' },
        { deployment: 'gpt-4o-reserved', model: 'gpt-4o', sku: 'ProvisionedManaged' },
        { deployment: 'dall-e', model: 'dall-e-3', sku: 'GlobalStandard' },
      ],
    },
  },
];
