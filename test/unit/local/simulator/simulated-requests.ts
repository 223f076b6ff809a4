// Simulated requests for tests: an ordinary one, of which a test names what matters to it.
import type {
  SimulatedCaller,
  SimulatedRequest,
} from '../../../../local/simulator/simulated-request';

export const callerOf = (caller: Partial<SimulatedCaller>): SimulatedCaller => ({
  subscriptionId: null,
  productId: null,
  appId: null,
  key: null,
  ...caller,
});

let made = 0;

/** A buffered chat of the sales team with gpt-4o, on 10 November 2026, known by its usage event. */
export const simulatedRequest = (request: Partial<SimulatedRequest> = {}): SimulatedRequest => ({
  id: `00000000-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`,
  atMs: Date.parse('2026-11-10T10:00:00Z'),
  durationMs: 800,
  surface: 'chat',
  caller: callerOf({ subscriptionId: 'sub-sales' }),
  model: 'gpt-4o',
  wireModel: 'gpt-4o-2024-11-20',
  deployment: 'gpt-4o',
  servedDeployment: 'gpt-4o',
  backendId: 'openai-westeurope',
  region: 'westeurope',
  sku: 'GlobalStandard',
  serviceTier: 'default',
  status: 200,
  streamed: false,
  responseId: `chatcmpl-${made}`,
  quantities: { input: 1_000, output: 100 },
  usageEvent: 'whole',
  gatewayLog: false,
  llmLog: false,
  contradicted: false,
  isDouble: false,
  usageEventSkewMs: 0,
  gatewayLogSkewMs: 0,
  ...request,
});
