// The smallest valid reference files, as JSON. Tests say only what matters to them.
export const priceBookFile = (members: object = {}): object => ({
  kind: 'priceBook',
  validFrom: '2026-01-01',
  reason: 'test prices',
  recordedBy: 'tester',
  currency: 'USD',
  models: [
    {
      model: 'gpt-4o',
      aliases: ['gpt-4o-2024-11-20'],
      entries: [{ skus: ['GlobalStandard'], prices: { input: '2.50', output: '10' } }],
    },
  ],
  ...members,
});

export const businessUnitsFile = (members: object = {}): object => ({
  kind: 'businessUnits',
  validFrom: '2026-01-01',
  reason: 'test units',
  recordedBy: 'tester',
  businessUnits: [
    {
      id: 'finance',
      name: 'Finance',
      costCentre: '1200',
      members: { subscriptionIds: ['sub-finance'] },
    },
  ],
  ...members,
});

export const deploymentsFile = (members: object = {}): object => ({
  kind: 'deployments',
  validFrom: '2026-01-01',
  reason: 'test deployments',
  recordedBy: 'tester',
  deployments: [{ deployment: 'chat', model: 'gpt-4o', sku: 'GlobalStandard' }],
  ...members,
});
