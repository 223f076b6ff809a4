// What goes wrong between a call and the events about it. Each fault has a share that can be set;
// this file applies those that change what the program can know, send-plan.ts those that only
// change when and how often it is told.
import type { Random } from './random';
import { succeeded, type SimulatedRequest } from './simulated-request';

/** Shares of the calls (or events) that each fault could happen to; 0 to 1. */
export interface FaultShares {
  /** The event is in its batch twice. */
  readonly redeliveredAtOnce: number;
  /** The event comes again in a later batch. */
  readonly redeliveredLater: number;
  /** The event comes some minutes before or after its turn. */
  readonly reordered: number;
  /** The event comes hours or days after its turn. */
  readonly late: number;
  /** The usage event is cut off in its middle. */
  readonly cut: number;
  /** An event that holds whole bodies outgrows what a gateway can send, and is cut at 200 KB. */
  readonly outgrown: number;
  /** The usage event is sent a second time with other words. */
  readonly contradicted: number;
  /** The usage event and the gateway's log give different times. */
  readonly skewed: number;
  /** Another gateway reports the same call a second time. */
  readonly doubled: number;
  /** Events of no call at all, in proportion to the calls: nothing in them can be read. */
  readonly malformed: number;
}

export const usualFaults: FaultShares = {
  redeliveredAtOnce: 0.01,
  redeliveredLater: 0.02,
  reordered: 0.1,
  late: 0.03,
  cut: 0.003,
  outgrown: 0.03,
  contradicted: 0.004,
  skewed: 0.05,
  doubled: 0.003,
  malformed: 0.003,
};

export const noFaults: FaultShares = {
  redeliveredAtOnce: 0,
  redeliveredLater: 0,
  reordered: 0,
  late: 0,
  cut: 0,
  outgrown: 0,
  contradicted: 0,
  skewed: 0,
  doubled: 0,
  malformed: 0,
};

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** When prices change within the span: the edge at which a wrong second costs money. */
  readonly priceChangeMs: number | undefined;
}

/** The calls as they are told: garbled, contradicted, told at different times or twice. */
export const garble = (
  requests: readonly SimulatedRequest[],
  shares: FaultShares,
  span: Span,
  random: Random,
): readonly SimulatedRequest[] =>
  requests.flatMap((request): SimulatedRequest[] => {
    const cutShare = hasLongBody(request) ? shares.outgrown : shares.cut;
    if (canBeCut(request) && random.chance(cutShare)) return [{ ...request, usageEvent: 'cut' }];
    if (hasReadableBody(request) && random.chance(shares.contradicted)) {
      return [{ ...request, contradicted: true }];
    }
    if (request.usageEvent === 'whole' && request.gatewayLog && random.chance(shares.skewed)) {
      return [skew(request, span, random)];
    }
    if (canBeDoubled(request) && random.chance(shares.doubled)) {
      const twin = twinOf(request, random);
      return twin.atMs < span.fromMs ? [request] : [request, twin];
    }
    return [request];
  });

// Where the usage event is lost, the gateway's logs must tell all that the bill depends on: they
// know no service tier, no spill-over, no audio and no cache writes. A call that is in no log at
// all may lose its event, too: it then is a dead letter and nothing else.
const canBeCut = (request: SimulatedRequest): boolean => {
  if (request.usageEvent !== 'whole' || !succeeded(request)) return false;
  if (!request.gatewayLog) return request.dialect === undefined || hasLongBody(request);
  return (
    request.llmLog &&
    request.surface !== 'messages' &&
    request.serviceTier === 'default' &&
    request.deployment === request.servedDeployment &&
    (request.quantities.audioInput ?? 0) === 0 &&
    (request.quantities.input ?? 0) > 0
  );
};

/** This dialect's events hold whole bodies: they alone grow beyond what a gateway can send. */
export const hasLongBody = (request: SimulatedRequest): boolean =>
  request.dialect === 'privateOpenAi';

const hasReadableBody = (request: SimulatedRequest): boolean =>
  request.dialect === undefined &&
  request.usageEvent === 'whole' &&
  request.surface === 'chat' &&
  succeeded(request) &&
  !request.streamed;

// The other gateway cannot tell of a spill-over, nor of an answer without tokens.
const canBeDoubled = (request: SimulatedRequest): boolean =>
  hasReadableBody(request) &&
  request.deployment === request.servedDeployment &&
  (request.quantities.input ?? 0) > 0;

const windowMs = 15 * 60_000;

const skew = (request: SimulatedRequest, span: Span, random: Random): SimulatedRequest => {
  const skewMs = random.integer(1_000, 1_900);
  const edge = random.weighted([
    { weight: 1, atMs: span.priceChangeMs },
    { weight: 1, atMs: Math.ceil(request.atMs / windowMs) * windowMs },
    { weight: 2, atMs: undefined },
  ]).atMs;
  // One source tells a time before the edge, the other one after it.
  const beforeEdge = edge === undefined ? undefined : edge - random.integer(1, 900);
  const isInside = beforeEdge !== undefined && beforeEdge >= span.fromMs && beforeEdge < span.toMs;
  const atMs = isInside ? beforeEdge : request.atMs;
  return random.chance(0.5)
    ? { ...request, atMs, usageEventSkewMs: skewMs }
    : { ...request, atMs, gatewayLogSkewMs: skewMs };
};

// A gateway in front of the gateway that reports by the AI hub's dialect. The program cannot know
// that the two are one: it counts both and says that they look like one.
const twinOf = (request: SimulatedRequest, random: Random): SimulatedRequest => {
  const { input = 0, cachedInput = 0, output = 0, reasoningOutput = 0 } = request.quantities;
  return {
    ...request,
    // Not one of the ids that stand for the sample's other ways to fill its id (dialect-events.ts).
    id: random.guid().replace(/.$/, 'f'),
    atMs: Math.floor(request.atMs / 1000) * 1000,
    dialect: 'aiHubGateway',
    serviceTier: 'default',
    quantities: { input, cachedInput, output: output + reasoningOutput },
    usageEvent: 'whole',
    gatewayLog: false,
    llmLog: false,
    isDouble: true,
  };
};
