// What can be called: every deployment of the reference data, through every API that its model
// serves, and one deployment of a model that has no price yet.
import { inForce, type Deployment, type PricedModel, type Reference } from './reference';
import type { ModelTraits } from './quantities';
import type { Surface } from './simulated-request';

export interface Offer {
  readonly surface: Surface;
  readonly deployment: string;
  readonly backendId: string;
  readonly region: string;
  /** The deployment list names this one for one backend only. */
  readonly isBackendSpecific: boolean;
  /** The model's name in the price book, or the one that a price book should name. */
  readonly model: string;
  /** The names under which responses and logs know the model. */
  readonly wireModels: readonly string[];
  readonly sku: string | null;
  readonly hasPriorityTier: boolean;
  /** Where a provisioned deployment hands over what is too much for it. */
  readonly spillsTo: { readonly deployment: string; readonly sku: string } | undefined;
  readonly traits: ModelTraits;
  readonly weight: number;
}

const surfaceWeights: Readonly<Record<Surface, number>> = {
  chat: 46,
  responses: 17,
  embeddings: 14,
  messages: 7,
  completions: 2,
  images: 2,
  legacyImages: 1.5,
  audioTokens: 2,
  audioDuration: 2,
  realtime: 2,
  video: 1,
};
const unpricedWeight = 1.2;
const unpricedModel = 'gpt-6-preview';

const provisioned = /Provisioned/;

export const offersOf = (reference: Reference, atMs: number): readonly Offer[] => {
  const list = inForce(reference.deployments, atMs);
  if (list === undefined) throw new TypeError('no deployment list is in force when traffic begins');
  const models = inForce(reference.priceBooks, atMs)?.models ?? [];
  const unweighted = list.deployments.flatMap((deployment) =>
    offersOfDeployment(deployment, list.deployments, models),
  );
  const perSurface = new Map<Surface, number>();
  for (const { surface } of unweighted) perSurface.set(surface, (perSurface.get(surface) ?? 0) + 1);
  return [
    ...unweighted.map((offer) => ({
      ...offer,
      weight: surfaceWeights[offer.surface] / (perSurface.get(offer.surface) ?? 1),
    })),
    unpricedOffer(list.defaultSku ?? null),
  ];
};

const offersOfDeployment = (
  deployment: Deployment,
  all: readonly Deployment[],
  models: readonly PricedModel[],
): Offer[] => {
  const named = deployment.model ?? deployment.deployment;
  const priced = models.find(({ model, aliases }) =>
    [model, ...aliases].some((name) => name.toLowerCase() === named.toLowerCase()),
  );
  const model = priced?.model ?? named;
  const region = deployment.sku === 'DataZoneStandard' ? 'swedencentral' : 'westeurope';
  const longContextAbove = Math.max(
    0,
    ...(priced?.entries ?? [])
      .filter(({ skus }) => skus.includes(deployment.sku))
      .map(({ abovePromptTokens }) => abovePromptTokens),
  );
  const target = provisioned.test(deployment.sku)
    ? all.find(
        (other) =>
          other.model === deployment.model &&
          other.backendId === deployment.backendId &&
          !provisioned.test(other.sku),
      )
    : undefined;
  return surfacesOf(model).map((surface) => ({
    surface,
    deployment: deployment.deployment,
    backendId: deployment.backendId ?? `openai-${region}`,
    isBackendSpecific: deployment.backendId !== undefined,
    region,
    model,
    wireModels: priced === undefined ? [model] : [priced.model, ...priced.aliases],
    sku: deployment.sku,
    hasPriorityTier: (priced?.entries ?? []).some(
      ({ skus, serviceTiers }) =>
        skus.includes(deployment.sku) && serviceTiers.includes('priority'),
    ),
    spillsTo: target === undefined ? undefined : { deployment: target.deployment, sku: target.sku },
    traits: {
      reasons: /^(gpt-5|o\d)/.test(model),
      hears: /audio/.test(model),
      ...(longContextAbove > 0 && { longContextAbove }),
    },
    weight: 0,
  }));
};

const unpricedOffer = (sku: string | null): Offer => ({
  surface: 'chat',
  deployment: unpricedModel,
  backendId: 'openai-westeurope',
  region: 'westeurope',
  isBackendSpecific: false,
  model: unpricedModel,
  wireModels: [unpricedModel],
  sku,
  hasPriorityTier: false,
  spillsTo: undefined,
  traits: { reasons: false, hears: false },
  weight: unpricedWeight,
});

// By the names that Azure gives its models; the first pattern that fits decides.
const surfacesByModel: readonly (readonly [RegExp, readonly Surface[]])[] = [
  [/embedding/, ['embeddings']],
  [/gpt-image/, ['images']],
  [/dall-e/, ['legacyImages']],
  [/whisper/, ['audioDuration']],
  [/transcribe/, ['audioTokens']],
  [/realtime/, ['realtime']],
  [/sora/, ['video']],
  [/claude/, ['messages']],
  [/instruct|davinci|babbage/, ['completions']],
  [/audio/, ['chat']],
];

const surfacesOf = (model: string): readonly Surface[] =>
  surfacesByModel.find(([pattern]) => pattern.test(model))?.[1] ?? ['chat', 'responses'];
