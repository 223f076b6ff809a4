// What really happened in one simulated call, before anybody wrote an event about it. The events
// are made from it and so is the oracle's bill: neither is derived from the other.

export const surfaces = [
  'chat',
  'completions',
  'embeddings',
  'responses',
  'images',
  'legacyImages',
  'audioTokens',
  'audioDuration',
  'realtime',
  'video',
  'messages',
] as const;
export type Surface = (typeof surfaces)[number];

/** How gateways built after the published Azure samples report a call (dialect-events.ts). */
export const dialects = [
  'chargebackBlog',
  'privateOpenAi',
  'aiHubGateway',
  'apimChargebackEnvironment',
  'genAiToolkit',
  'azureOpenAiApim',
] as const;
export type Dialect = (typeof dialects)[number];

/** Quantities that are billed, each token in exactly one of them; seconds in milliseconds. */
export type MeterName =
  | 'input'
  | 'cachedInput'
  | 'cachedAudioInput'
  | 'cachedImageInput'
  | 'cacheWrite'
  | 'cacheWrite5m'
  | 'cacheWrite1h'
  | 'output'
  | 'reasoningOutput'
  | 'audioInput'
  | 'audioOutput'
  | 'imageInput'
  | 'imageOutput'
  | 'unclassified'
  | 'images'
  | 'audioSeconds'
  | 'videoSeconds'
  | 'webSearches'
  | 'fileSearches'
  | 'codeInterpreterCalls';
export type Quantities = Readonly<Partial<Record<MeterName, number>>>;

export interface SimulatedCaller {
  readonly subscriptionId: string | null;
  readonly productId: string | null;
  readonly appId: string | null;
  /** The raw subscription key, which some older gateways put into their events. */
  readonly key: string | null;
}

export interface SimulatedRequest {
  /** The gateway's id of the request. */
  readonly id: string;
  /** The earliest time that any event gives for it, in ms since 1970. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly surface: Surface;
  /** Absent: the gateway sends our own usage events. */
  readonly dialect?: Dialect;
  readonly caller: SimulatedCaller;
  /** The model's name in the price book; null where no event can name the model. */
  readonly model: string | null;
  /** The model's name as the response spells it. */
  readonly wireModel: string;
  /** The deployment that the URL names. */
  readonly deployment: string;
  /** The deployment that answered: another one where a provisioned one spilled over. */
  readonly servedDeployment: string;
  readonly backendId: string;
  readonly region: string;
  /** How the tokens are bought; null where nobody can tell. */
  readonly sku: string | null;
  readonly serviceTier: 'default' | 'priority';
  readonly status: number;
  readonly streamed: boolean;
  readonly responseId: string;
  /** What was used; nothing for calls that failed. */
  readonly quantities: Quantities;
  /** Seconds as the audio APIs state them, with a fraction. */
  readonly exactSeconds?: number;
  /** The policy's or the other gateway's event: as it should be, cut off in its middle, or none. */
  readonly usageEvent: 'whole' | 'cut' | 'none';
  /** Whether the gateway's own logs have the call, and its token counts. */
  readonly gatewayLog: boolean;
  readonly llmLog: boolean;
  /** The usage event is sent twice, and the second time it says something else. */
  readonly contradicted: boolean;
  /** Another gateway's second report of a call that is reported already. */
  readonly isDouble: boolean;
  /** How much later than atMs the usage event and the gateway's log say that it happened. */
  readonly usageEventSkewMs: number;
  readonly gatewayLogSkewMs: number;
}

/** Whether the call succeeded: only then was anything used. */
export const succeeded = (request: SimulatedRequest): boolean => request.status < 400;
