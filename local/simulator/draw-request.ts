// Draws one call: who, what, how much, and how it went. The truth of it; how its events may be
// garbled on their way is decided afterwards (faults.ts).
import type { CallerChoice } from './callers';
import type { Offer } from './offers';
import { hasLlmLog } from './diagnostic-records';
import { drawUsage } from './quantities';
import type { Random } from './random';
import type { Dialect, Quantities, SimulatedRequest } from './simulated-request';

export interface Traffic {
  readonly callers: readonly CallerChoice[];
  readonly offers: readonly Offer[];
  /** How deployments are bought that the list does not name. */
  readonly defaultSku: string | null;
  readonly at: (random: Random) => number;
}

/** Shares of all calls, unless they say otherwise. */
const failures = [
  { weight: 930, status: 200 },
  { weight: 30, status: 429 },
  { weight: 12, status: 400 },
  { weight: 4, status: 401 },
  { weight: 8, status: 500 },
  { weight: 6, status: 503 },
];
const streamedShare = 0.35;
/** Of streamed calls: the LLM log has no row, so that nobody knows the tokens. */
const unloggedStreamShare = 0.015;
/** Of buffered calls: the gateway's logs have them too. */
const loggedShare = 0.5;
/** Of throttled calls: refused by the gateway itself, before any policy could send an event. */
const refusedAtDoorShare = 0.5;
const priorityShare = 0.15;
const spilloverShare = 0.25;
const zeroTokenShare = 0.004;
/** Of the AI hub gateway's events: its policy could not read the response. */
const notReadShare = 0.03;

export const drawRequest = (random: Random, traffic: Traffic): SimulatedRequest => {
  const { caller, dialect } = random.weighted(traffic.callers);
  const call = {
    id: random.guid(),
    atMs: traffic.at(random),
    durationMs: random.size(1_400, 0.9),
    responseId: `chatcmpl-${random.hex(24)}`,
    caller,
    contradicted: false,
    isDouble: false,
    usageEventSkewMs: 0,
    gatewayLogSkewMs: 0,
  };
  return dialect === undefined
    ? gatewayRequest(random, traffic, call)
    : dialectRequest(random, traffic, call, dialect);
};

type Call = Pick<
  SimulatedRequest,
  | 'id'
  | 'atMs'
  | 'durationMs'
  | 'responseId'
  | 'caller'
  | 'contradicted'
  | 'isDouble'
  | 'usageEventSkewMs'
  | 'gatewayLogSkewMs'
>;

const gatewayRequest = (random: Random, traffic: Traffic, call: Call): SimulatedRequest => {
  const offer = random.weighted(traffic.offers);
  const { status } = random.weighted(failures);
  const isSuccess = status < 400;
  const canStream = hasLlmLog(offer.surface) && !offer.traits.hears;
  const streamed = isSuccess && canStream && random.chance(streamedShare);
  const isLogged = streamed || random.chance(loggedShare);
  const atDoor = status === 429 && random.chance(refusedAtDoorShare);
  const served =
    isSuccess && offer.spillsTo !== undefined && random.chance(spilloverShare)
      ? offer.spillsTo
      : offer;
  const isZero = !streamed && offer.surface === 'chat' && random.chance(zeroTokenShare);
  const usage =
    isSuccess && !isZero
      ? drawUsage(random, offer.surface, offer.traits, streamed)
      : { quantities: {} };
  return {
    ...call,
    ...placeOf(offer, random),
    servedDeployment: served.deployment,
    sku: served.sku,
    serviceTier:
      // The body of a buffered chat names the tier that served; of a stream, the request names its own.
      offer.hasPriorityTier && offer.surface === 'chat' && random.chance(priorityShare)
        ? 'priority'
        : 'default',
    status,
    streamed,
    ...usage,
    usageEvent: atDoor ? 'none' : 'whole',
    gatewayLog: isLogged || atDoor,
    llmLog:
      isLogged &&
      isSuccess &&
      hasLlmLog(offer.surface) &&
      !(streamed && random.chance(unloggedStreamShare)),
  };
};

const placeOf = (offer: Offer, random: Random) => ({
  surface: offer.surface,
  model: offer.model,
  wireModel: random.pick(offer.wireModels),
  deployment: offer.deployment,
  backendId: offer.backendId,
  region: offer.region,
});

const dialectRequest = (
  random: Random,
  traffic: Traffic,
  call: Call,
  dialect: Dialect,
): SimulatedRequest => {
  const offer = random.weighted(traffic.offers.filter((offer) => isOfferedTo(dialect, offer)));
  const isRead = dialect !== 'aiHubGateway' || !random.chance(notReadShare);
  const { quantities } = drawUsage(random, 'chat', offer.traits, true);
  return {
    ...call,
    // These gateways give seconds at the finest.
    atMs: Math.floor(call.atMs / 1000) * 1000,
    ...placeOf(offer, random),
    dialect,
    model: namesModel(dialect) ? offer.model : null,
    servedDeployment: offer.deployment,
    sku: namesDeployment(dialect) ? offer.sku : traffic.defaultSku,
    serviceTier: 'default',
    status: 200,
    streamed: dialect === 'privateOpenAi' && random.chance(streamedShare),
    quantities: isRead ? asReported(dialect, quantities) : {},
    usageEvent: 'whole',
    gatewayLog: false,
    llmLog: false,
  };
};

const isOfferedTo = (dialect: Dialect, offer: Offer): boolean =>
  offer.surface === 'chat' &&
  !offer.traits.hears &&
  offer.spillsTo === undefined &&
  // This dialect names no backend, so that a deployment of one backend only could not be told.
  !(dialect === 'apimChargebackEnvironment' && offer.isBackendSpecific);

const namesModel = (dialect: Dialect): boolean =>
  dialect !== 'chargebackBlog' && dialect !== 'genAiToolkit';

const namesDeployment = (dialect: Dialect): boolean =>
  dialect === 'aiHubGateway' || dialect === 'apimChargebackEnvironment';

// What a gateway does not tell apart cannot be billed apart: that is what its business unit uses.
const asReported = (dialect: Dialect, used: Quantities): Quantities => {
  const { input = 0, cachedInput = 0, output = 0, reasoningOutput = 0 } = used;
  switch (dialect) {
    case 'privateOpenAi':
    case 'apimChargebackEnvironment':
      return used;
    case 'aiHubGateway':
      return { input, cachedInput, output: output + reasoningOutput };
    case 'chargebackBlog':
    case 'azureOpenAiApim':
      return { input: input + cachedInput, output: output + reasoningOutput };
    case 'genAiToolkit':
      return { unclassified: input + cachedInput + output + reasoningOutput };
  }
};
