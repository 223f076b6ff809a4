// Calls drawn from the seed: who calls which model, what the answer used, and in which chunks the log
// tells of it.
import type { Random } from '../../../local/simulator/random';
import {
  backends,
  calledDeployments,
  echoDeployment,
  routerDeployment,
  routerModel,
} from './deployments';
import { refusedIdStart, type Call, type Counts } from './gateway-events';
import type { Chunk } from './log-records';

export const subscriptions = ['sub-a', 'sub-b', 'sub-c', 'sub-nobody'] as const;
const models = ['gpt-4o', 'gpt-4o-2024-11-20', 'gpt-5-mini', 'mystery-model'] as const;

/** Prompts above this size have prices of their own, in tokens. */
export const longPromptTokens = 128_000;

export const products = ['standard', 'premium'] as const;

/** What every model has prices for, if it has any. */
export const defaultTier = 'default';

/** Tiers as responses name them. `auto` says nothing: the deployment decides. */
const servedTiers = [
  ...Array<string>(12).fill(defaultTier),
  'Standard',
  'priority',
  'Priority',
  'flex',
  'auto',
];

/** Tiers as requests ask for them. */
const requestedTiers = [
  ...Array<string>(4).fill('none'),
  'auto',
  'priority',
  'PRIORITY',
  'flex',
  'default',
];

/** Statements of one source that a record keeps. */
export const statementsKept = 8;

const digits = (number: number, length: number): string => String(number).padStart(length, '0');

const drawId = (random: Random, index: number): string =>
  `-0000-4000-8000-${digits(random.integer(0, 999_999), 6)}${digits(index, 6)}`;

export const drawCall = (random: Random, index: number): Call => {
  const deployment = random.pick(calledDeployments);
  return respelled(random, {
    requestId: `abcdef00${drawId(random, index)}`,
    subscription: random.chance(0.1) ? undefined : random.pick(subscriptions),
    product: random.pick(products),
    model: drawModel(random, deployment),
    status: 200,
    // A few share the model's own id of the answer: suspected doubles.
    responseId: `chatcmpl-${random.chance(0.1) ? 'shared' : index}`,
    streamed: false,
    deployment,
    servedDeployment: random.chance(0.1) ? random.pick(calledDeployments) : undefined,
    backend: random.pick(backends),
    serviceTier: random.pick(servedTiers),
    requestedTier: random.chance(0.15) ? undefined : random.pick(requestedTiers),
  });
};

/** As the answer names it. */
const drawModel = (random: Random, deployment: string): string => {
  if (deployment === echoDeployment && random.chance(0.6)) return deployment;
  if (deployment === routerDeployment && random.chance(0.2)) return routerModel;
  return random.pick(models);
};

/** The same call, in whose event the names are spelled in another case. Ids never are. */
export const respelled = (random: Random, call: Call): Call => {
  const spell = (name: string): string => {
    if (random.chance(0.7)) return name;
    return random.chance(0.5) ? name.toUpperCase() : `${name[0]?.toUpperCase()}${name.slice(1)}`;
  };
  return {
    ...call,
    subscription: call.subscription === undefined ? undefined : spell(call.subscription),
    product: spell(call.product),
    model: spell(call.model),
    deployment: spell(call.deployment),
    backend: spell(call.backend),
  };
};

/** The same call under an id that the store refuses. */
export const refused = (call: Call): Call => ({
  ...call,
  requestId: `${refusedIdStart}${call.requestId.slice(refusedIdStart.length)}`,
});

export const drawCounts = (random: Random): Counts => {
  // On both sides of the size at which long prompts have prices of their own.
  const prompt = random.chance(0.15)
    ? longPromptTokens + random.integer(-1, 1)
    : random.integer(1, 5_000);
  const completion = random.integer(1, 900);
  return {
    prompt,
    cached: random.chance(0.5) ? random.integer(0, prompt) : 0,
    completion,
    reasoning: random.chance(0.4) ? random.integer(0, completion) : 0,
  };
};

/** Chunks that only together say what the call used. */
export const drawChunks = (random: Random, counts: Counts): readonly Chunk[] => {
  const { prompt, completion, cached, reasoning } = counts;
  const whole: Chunk = {
    promptTokens: prompt,
    completionTokens: completion,
    totalTokens: prompt + completion,
  };
  const zeros: Chunk = { promptTokens: 0, completionTokens: 0, totalTokens: 0 };
  return random.pick<readonly Chunk[]>([
    [{ ...whole, promptCachedTokens: cached, completionReasoningTokens: reasoning }, zeros, zeros],
    [whole, { promptTokens: prompt, promptCachedTokens: cached }, zeros],
    [
      { promptTokens: prompt, completionTokens: 0 },
      { completionTokens: completion, completionReasoningTokens: reasoning },
      { ...whole, promptCachedTokens: cached },
    ],
  ]);
};
