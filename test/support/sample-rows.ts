// A rated row of one day, with everything that a test does not care about filled in.
import type { DayRow } from '../../shared/domain/chargeback/day-usage';

export const dayRow = (members: Partial<DayRow> = {}): DayRow => ({
  businessUnit: 'alpha',
  caller: 'subscription:sub-a',
  productId: null,
  model: 'gpt-4o',
  deployment: null,
  askedDeployment: null,
  backendId: null,
  sku: 'GlobalStandard',
  serviceTier: 'default',
  streamed: false,
  spilledOver: 'no',
  usageSource: 'policy',
  promptClass: 0,
  outcome: 'success',
  abovePromptTokens: 0,
  priceBookVersion: 'book-1',
  requests: 1,
  meters: {},
  coverage: {},
  charges: [],
  unpriced: [],
  unpricedRequests: 0,
  ...members,
});
