// The policy fragments, each from its file and named as the file. No fragment includes another one,
// so their order among themselves is free.

@description('Name of the instance.')
param gatewayName string

@description('There is a semantic cache. Its fragments are refused by a gateway that has none.')
param hasCache bool

// loadTextContent takes literals only: a file that is missing here fails test/contract/infra.
var always = {
  'authenticate-backend': loadTextContent('../../../policies/fragments/authenticate-backend.xml')
  'authenticate-caller': loadTextContent('../../../policies/fragments/authenticate-caller.xml')
  'bound-retry-after': loadTextContent('../../../policies/fragments/bound-retry-after.xml')
  'choose-backend': loadTextContent('../../../policies/fragments/choose-backend.xml')
  'correlate-request': loadTextContent('../../../policies/fragments/correlate-request.xml')
  'correlate-response': loadTextContent('../../../policies/fragments/correlate-response.xml')
  'emit-usage-event': loadTextContent('../../../policies/fragments/emit-usage-event.xml')
  'ensure-stream-usage': loadTextContent('../../../policies/fragments/ensure-stream-usage.xml')
  'forward-with-fallback': loadTextContent('../../../policies/fragments/forward-with-fallback.xml')
  'limit-requests': loadTextContent('../../../policies/fragments/limit-requests.xml')
  'limit-tokens': loadTextContent('../../../policies/fragments/limit-tokens.xml')
  'read-usage': loadTextContent('../../../policies/fragments/read-usage.xml')
  'refuse-background': loadTextContent('../../../policies/fragments/refuse-background.xml')
  'resolve-caller': loadTextContent('../../../policies/fragments/resolve-caller.xml')
  'resolve-operation': loadTextContent('../../../policies/fragments/resolve-operation.xml')
}
var withCache = {
  'answer-from-cache': loadTextContent('../../../policies/fragments/answer-from-cache.xml')
  'store-in-cache': loadTextContent('../../../policies/fragments/store-in-cache.xml')
}

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: gatewayName
}

resource fragments 'Microsoft.ApiManagement/service/policyFragments@2024-05-01' = [
  for fragment in items(hasCache ? union(always, withCache) : always): {
    parent: gateway
    name: fragment.key
    properties: {
      description: 'Chargeback: ${replace(fragment.key, '-', ' ')}.'
      // The files are well-formed XML.
      format: 'xml'
      value: fragment.value
    }
  }
]
