// What a company says about its gateway. API Management exists already, in a group and maybe a
// subscription of its own; nothing here makes a second one unless `trial` says so.

@export()
@description('The API Management instance, the models behind it, and what its policies need to know.')
type gatewaySettings = {
  @description('Name of the API Management instance. It needs a system-assigned identity.')
  name: string

  @description('Resource group of the instance, where that is not the group of the estate.')
  resourceGroup: string?

  @description('Subscription of the instance, where that is not the subscription of the estate.')
  subscriptionId: string?

  @description('Makes the instance, for a trial. Without it the instance has to exist.')
  trial: trialSettings?

  @description('The resources with the models.')
  models: modelsSettings

  @description('The APIs that callers use.')
  apis: apisSettings?

  @description('What the policies need to know: limits, tenants, products.')
  policies: policySettings?

  @description('Makes the products of the three tiers and puts the APIs into them. Yes, if nothing is said.')
  createProducts: bool?

  @description('Sends the logs to the workspace as well, for workbook, alerts and queries. Yes, if nothing is said; no, where another diagnostic setting of the instance already does, because Azure refuses the same category twice.')
  logsToWorkspace: bool?

  @description('Makes the diagnostic azuremonitor of "all APIs", without which an instance may send no logs at all. An instance that is made for a trial gets one. No, if nothing is said of another one: what it says already would be replaced.')
  createDiagnostic: bool?

  @description('Name of the logger by which "all APIs" report to Application Insights, if they do. Bodies are then left out of those reports for the APIs of language models.')
  applicationInsightsLogger: string?

  @description('Share of the requests of these APIs that are reported there, in percent: what "all APIs" say of it does not count for an API with a setting of its own. 100, if nothing is said.')
  @minValue(0)
  @maxValue(100)
  applicationInsightsSamplingPercent: int?

  @description('When the circuit of one resource opens, where several are behind one backend.')
  breaker: breakerSettings?
}

@export()
@description('A new instance for trials. It is a v2 tier: made within minutes, and able to read the bodies of Anthropic. It has no network, so it reaches hubs and models only where they answer publicly.')
type trialSettings = {
  sku: ('BasicV2' | 'StandardV2')?

  @description('Who publishes the APIs: shown in the developer portal.')
  publisherName: string

  @description('Where API Management writes to about the instance.')
  @minLength(3)
  @maxLength(100)
  publisherEmail: string
}

@export()
@description('Where models are, by how they are bought. The policies choose between these kinds.')
type modelsSettings = {
  @description('Resources of Azure OpenAI that are paid for as they are used. One is enough.')
  @minLength(1)
  standard: modelResource[]

  @description('Resources with provisioned throughput, with deployments of the same names. Without any, what is meant for them goes to the standard ones.')
  provisioned: modelResource[]?

  @description('Microsoft Foundry resources with models of Anthropic. Without any there is no API for them.')
  anthropic: modelResource[]?

  @description('A deployment of an embeddings model: switches the semantic cache on. The instance needs an external cache with vector search.')
  embeddings: embeddingsDeployment?
}

@export()
@description('One resource with models.')
type modelResource = {
  @description('Address of its API. Azure OpenAI: https://NAME.openai.azure.com/openai, for both surfaces. Anthropic: https://NAME.services.ai.azure.com/anthropic/v1.')
  url: string

  @description('Id of the resource, on which the gateway gets its role. Without it a person gives the role: Cognitive Services OpenAI User, or for models of Anthropic Cognitive Services User.')
  resourceId: string?

  @description('Resources with the lowest number are used first, the others while the circuits of those are open.')
  @minValue(1)
  @maxValue(100)
  priority: int?

  @description('Share of the requests among resources of the same priority.')
  @minValue(1)
  @maxValue(100)
  weight: int?
}

@export()
@description('The deployment whose vectors the semantic cache compares.')
type embeddingsDeployment = {
  @description('https://NAME.openai.azure.com/openai/deployments/DEPLOYMENT/embeddings.')
  url: string

  @description('Id of the resource, as for the others.')
  resourceId: string?
}

@export()
@description('The surfaces that are offered. Their ids are what the program knows them by.')
type apisSettings = {
  @description('/openai/deployments/…, named azure-openai unless said otherwise.')
  azureOpenAi: apiSettings?

  @description('/openai/v1/…, named azure-openai-v1 unless said otherwise.')
  azureOpenAiV1: apiSettings?

  @description('/anthropic/v1/…, named anthropic-messages unless said otherwise. Only where there are models of Anthropic.')
  anthropic: apiSettings?
}

@export()
@description('One surface.')
type apiSettings = {
  @description('Offers it. Yes, if nothing is said.')
  enabled: bool?

  @description('Id of the API in API Management.')
  id: string?

  @description('The API exists: it keeps its path, its operations and its key header, and its policy is REPLACED by ours. No, if nothing is said.')
  existing: bool?

  @description('A caller needs a subscription key. Yes, if nothing is said; no lets callers in with a token alone.')
  subscriptionRequired: bool?
}

@export()
@description('The named values of the policies, with the defaults of policies/README.md. They stand in the text of policies: no quotation marks, no backslashes.')
type policySettings = {
  @description('The Microsoft Entra tenant whose tokens are accepted. That of the deployment, if nothing is said.')
  tenantId: string?

  @description('Audience of tokens of version 1, such as api://llm-gateway.')
  audience: string?

  @description('Audience of tokens of version 2: the client id of the application that stands for the gateway. Without it no such token is accepted.')
  audienceId: string?

  @description('The origin whose pages may call the APIs from a browser. None, if nothing is said.')
  allowedOrigin: string?

  @description('Id of the product of the tier premium.')
  premiumProduct: string?

  @description('Id of the product of the tier standard.')
  standardProduct: string?

  @description('Id of the product of the tier basic. The policies take every other caller for basic, so they do not ask for this one.')
  basicProduct: string?

  @description('Limits of one caller of the tier premium.')
  premium: tierLimits?

  @description('Limits of one caller of the tier standard.')
  standard: tierLimits?

  @description('Limits of one caller of the tier basic.')
  basic: tierLimits?

  @description('The limit counts a prompt before it is forwarded.')
  estimatePromptTokens: bool?

  @description('Ids of the products that may use provisioned throughput. Premium, if nothing is said.')
  provisionedProducts: string[]?

  @description('Names of the deployments that exist with provisioned throughput.')
  provisionedDeployments: string[]?

  @description('How long to wait for the headers of an answer, in seconds.')
  @minValue(1)
  @maxValue(240)
  backendTimeoutSeconds: int?

  @description('A longer request, in bytes, is not looked into. The gateway ends an expression after five seconds.')
  @minValue(1)
  requestBytesMax: int?

  @description('A longer answer, in bytes, is not looked into for its usage: the log has to count.')
  @minValue(1)
  answerBytesMax: int?

  @description('Responses in the background are never billed: refused unless allowed.')
  backgroundResponses: ('allow' | 'refuse')?

  @description('Sends events of requests that were turned away, too. Switch it off where the gateway is open to the Internet.')
  emitFailures: bool?

  @description('Puts the gateway\'s estimate of the prompt into the event of a stream. Needs estimatePromptTokens.')
  emitEstimates: bool?

  @description('Semantic cache: from 0.0 to 1.0, the smaller the more alike. Bicep has no fractions: a text.')
  cacheScoreThreshold: string?

  @description('Semantic cache: how long an answer is kept, in seconds.')
  @minValue(1)
  cacheSeconds: int?
}

@export()
@description('What one caller may use.')
type tierLimits = {
  @minValue(1)
  callsPerMinute: int?

  @minValue(1)
  tokensPerMinute: int?

  @minValue(1)
  tokensPerMonth: int?
}

@export()
@description('A circuit opens after so many answers 503, and requests go to the other resources of its pool. One resource alone has no circuit.')
type breakerSettings = {
  @description('Answers within the interval. 3, if nothing is said.')
  @minValue(1)
  failures: int?

  @description('The interval, in seconds. 60, if nothing is said.')
  @minValue(1)
  intervalSeconds: int?

  @description('How long it stays open, in seconds. 60, if nothing is said. A Retry-After of the model does not change it.')
  @minValue(1)
  openSeconds: int?

  @description('It opens after answers 429, too. No, if nothing is said: a 429 speaks of one deployment, and an open circuit closes every deployment of the resource. Safe only where each resource of the pool has one deployment.')
  onThrottling: bool?
}
