// The deployments that calls go to, in the words of the list that a person pushes. Their names are
// spelled here as people write them: neither folded nor as any event spells them.

/** How most deployments are bought, and how the others are. */
export const usualSku = 'GlobalStandard';
export const batchSku = 'GlobalBatch';

export const routerModel = 'model-router';

export interface ListedDeployment {
  readonly deployment: string;
  readonly backendId?: string;
  readonly model?: string;
  readonly serviceTier?: string;
  readonly sku: string;
}

/** Not listed: the usual SKU is the default, and nothing else is known of it. */
export const unlistedDeployment = 'chat';

/** Listed for certain backends only: from its name alone nobody knows how it was bought. */
export const twinDeployment = 'twin';

/** Its answers name the deployment where others name the model. */
export const echoDeployment = 'mini-prod';

export const routerDeployment = 'router';

export const listedDeployments: readonly ListedDeployment[] = [
  { deployment: 'chat-batch', sku: batchSku },
  { deployment: 'Chat-Fast', sku: usualSku, serviceTier: 'priority' },
  { deployment: 'Mini-Prod', model: 'GPT-5-mini', sku: usualSku },
  { deployment: routerDeployment, model: 'Model-Router', sku: usualSku },
  { deployment: twinDeployment, backendId: 'AOAI-1', sku: usualSku },
  { deployment: twinDeployment, backendId: 'aoai-2', sku: batchSku },
];

export const calledDeployments = [
  ...Array<string>(6).fill(unlistedDeployment),
  'chat-batch',
  'chat-fast',
  echoDeployment,
  echoDeployment,
  routerDeployment,
  twinDeployment,
] as const;

export const backends = ['aoai-1', 'aoai-2'] as const;
