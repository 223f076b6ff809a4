// How much one call uses, by API and by what the model can do. Sizes are long-tailed, as on real
// gateways; every quantity is disjoint from the others.
import type { Random } from './random';
import type { Quantities, Surface } from './simulated-request';

export interface ModelTraits {
  readonly reasons: boolean;
  readonly hears: boolean;
  /** Prompt size, in tokens, above which this model's long-context prices begin. */
  readonly longContextAbove?: number;
}

export interface Usage {
  readonly quantities: Quantities;
  readonly exactSeconds?: number;
}

/** `logOnly`: nobody but the gateway's log will know, which tells only the plainest counts. */
export const drawUsage = (
  random: Random,
  surface: Surface,
  traits: ModelTraits,
  logOnly: boolean,
): Usage => {
  switch (surface) {
    case 'chat':
      return { quantities: chatQuantities(random, traits, logOnly) };
    case 'responses':
      return { quantities: textQuantities(random, traits) };
    case 'completions':
      return { quantities: { input: random.size(300, 0.8), output: random.size(120, 0.8) } };
    case 'embeddings':
      return { quantities: { input: random.size(900, 1.2) } };
    case 'images':
      return {
        quantities: {
          input: random.size(60, 0.6),
          ...(random.chance(0.3) && { imageInput: random.integer(1, 4) * 323 }),
          imageOutput: random.pick([272, 1056, 4160]),
        },
      };
    case 'legacyImages':
      return { quantities: { images: random.integer(1, 4) } };
    case 'audioTokens':
      return {
        quantities: {
          input: random.integer(5, 40),
          audioInput: random.size(600, 0.9),
          output: random.size(150, 0.9),
        },
      };
    case 'audioDuration':
      return audioDuration(random);
    case 'realtime':
      return {
        quantities: {
          input: random.size(200, 0.7),
          ...cachedQuantities(random.integer(0, 8) * 64),
          audioInput: random.size(400, 0.8),
          output: random.size(60, 0.7),
          audioOutput: random.size(500, 0.8),
        },
      };
    case 'video':
      return { quantities: { videoSeconds: random.pick([4, 8, 12]) * 1_000 } };
    case 'messages':
      return { quantities: messagesQuantities(random, traits, logOnly) };
  }
};

const cachedShare = 0.35;
const longContextShare = 0.03;
/** Cached prompts come in blocks of so many tokens. */
const cacheBlockTokens = 128;

const textQuantities = (random: Random, traits: ModelTraits): Quantities => {
  const prompt = promptTokens(random, traits);
  const cached = random.chance(cachedShare)
    ? Math.floor((prompt * random.unit()) / cacheBlockTokens) * cacheBlockTokens
    : 0;
  return {
    input: prompt - cached,
    cachedInput: cached,
    output: random.size(320, 0.9),
    ...(traits.reasons && random.chance(0.8) && { reasoningOutput: random.size(500, 1) }),
  };
};

// Long prompts crowd around the size at which their price changes: that is where mistakes are.
const promptTokens = (random: Random, { longContextAbove }: ModelTraits): number => {
  if (longContextAbove === undefined || !random.chance(longContextShare)) {
    return random.size(1_100, 1);
  }
  return longContextAbove + random.pick([0, 1, random.size(20_000, 1)]);
};

const chatQuantities = (random: Random, traits: ModelTraits, logOnly: boolean): Quantities => {
  const text = textQuantities(random, traits);
  if (!traits.hears || logOnly) return text;
  return { ...text, audioInput: random.size(300, 0.8), audioOutput: random.size(400, 0.8) };
};

const audioDuration = (random: Random): Usage => {
  const tenths = random.size(600, 1);
  return { quantities: { audioSeconds: tenths * 100 }, exactSeconds: tenths / 10 };
};

/** Half of what a session has cached is audio. */
const cachedQuantities = (cached: number): Quantities => ({
  cachedInput: cached / 2,
  cachedAudioInput: cached / 2,
});

const messagesQuantities = (random: Random, traits: ModelTraits, logOnly: boolean): Quantities => ({
  input: promptTokens(random, traits),
  output: random.size(400, 0.9),
  ...(random.chance(0.5) && { cachedInput: random.size(3_000, 0.8) }),
  // The gateway's log is silent on these.
  ...(!logOnly && random.chance(0.4) && { cacheWrite5m: random.size(2_000, 0.8) }),
  ...(!logOnly && random.chance(0.1) && { cacheWrite1h: random.size(2_000, 0.8) }),
  ...(!logOnly && random.chance(0.1) && { webSearches: random.integer(1, 3) }),
});
