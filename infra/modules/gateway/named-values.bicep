// The named values of policies/README.md, by the same names and with the same defaults.

import { policySettings } from 'settings.bicep'

@description('Name of the instance.')
param gatewayName string

@description('What the company says; the rest has defaults.')
param settings policySettings

@description('There are resources with provisioned throughput.')
param hasProvisioned bool

// In a list of the policies a dash stands for none.
var none = '-'
var premiumProduct = settings.?premiumProduct ?? 'llm-premium'
var provisionedProducts = hasProvisioned ? (settings.?provisionedProducts ?? [premiumProduct]) : []
var provisionedDeployments = settings.?provisionedDeployments ?? []

// Without an application of its own the gateway accepts no token: no token has these audiences, and no
// page this origin (.invalid is reserved for that).
var values = {
  'llm-tenant-id': settings.?tenantId ?? tenant().tenantId
  'llm-audience': settings.?audience ?? 'api://00000000-0000-0000-0000-000000000000'
  'llm-audience-id': settings.?audienceId ?? '00000000-0000-0000-0000-000000000000'
  'llm-allowed-origin': settings.?allowedOrigin ?? 'https://none.invalid'
  'llm-premium-product': premiumProduct
  'llm-standard-product': settings.?standardProduct ?? 'llm-standard'
  'llm-premium-calls-per-minute': string(settings.?premium.?callsPerMinute ?? 600)
  'llm-standard-calls-per-minute': string(settings.?standard.?callsPerMinute ?? 180)
  'llm-basic-calls-per-minute': string(settings.?basic.?callsPerMinute ?? 60)
  'llm-premium-tokens-per-minute': string(settings.?premium.?tokensPerMinute ?? 100000)
  'llm-standard-tokens-per-minute': string(settings.?standard.?tokensPerMinute ?? 30000)
  'llm-basic-tokens-per-minute': string(settings.?basic.?tokensPerMinute ?? 10000)
  'llm-premium-tokens-per-month': string(settings.?premium.?tokensPerMonth ?? 50000000)
  'llm-standard-tokens-per-month': string(settings.?standard.?tokensPerMonth ?? 15000000)
  'llm-basic-tokens-per-month': string(settings.?basic.?tokensPerMonth ?? 5000000)
  'llm-estimate-prompt-tokens': (settings.?estimatePromptTokens ?? false) ? 'true' : 'false'
  'llm-provisioned-products': empty(provisionedProducts) ? none : join(provisionedProducts, ',')
  'llm-provisioned-deployments': empty(provisionedDeployments) ? none : join(provisionedDeployments, ',')
  'llm-backend-timeout-seconds': string(settings.?backendTimeoutSeconds ?? 240)
  'llm-request-bytes-max': string(settings.?requestBytesMax ?? 1048576)
  'llm-answer-bytes-max': string(settings.?answerBytesMax ?? 4194304)
  'llm-background-responses': settings.?backgroundResponses ?? 'refuse'
  'llm-emit-failures': (settings.?emitFailures ?? true) ? 'true' : 'false'
  'llm-emit-estimates': (settings.?emitEstimates ?? false) ? 'true' : 'false'
  'llm-cache-score-threshold': settings.?cacheScoreThreshold ?? '0.05'
  'llm-cache-seconds': string(settings.?cacheSeconds ?? 600)
}

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: gatewayName
}

// Policies refer to the display name, not to the resource's name: both are the same here.
resource namedValues 'Microsoft.ApiManagement/service/namedValues@2024-05-01' = [
  for value in items(values): {
    parent: gateway
    name: value.key
    properties: {
      displayName: value.key
      value: value.value
      secret: false
    }
  }
]
