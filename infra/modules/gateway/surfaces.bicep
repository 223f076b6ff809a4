// Which APIs a gateway offers, from what a company says about them.

import { apiSettings, gatewaySettings } from 'settings.bicep'

@export()
@description('A surface that is offered, with everything that has a default filled in.')
type surface = {
  @description('Its name in apis.json, and in the policies that are loaded.')
  kind: 'azureOpenAi' | 'azureOpenAiV1' | 'anthropic'
  id: string
  existing: bool
  subscriptionRequired: bool
}

func surfaceOf(kind string, id string, settings apiSettings?) surface[] =>
  (settings.?enabled ?? true)
    ? [
        {
          kind: any(kind)
          id: settings.?id ?? id
          existing: settings.?existing ?? false
          subscriptionRequired: settings.?subscriptionRequired ?? true
        }
      ]
    : []

@export()
@description('The surfaces that a gateway offers.')
func surfacesOf(settings gatewaySettings) surface[] =>
  concat(
    surfaceOf('azureOpenAi', 'azure-openai', settings.?apis.?azureOpenAi),
    surfaceOf('azureOpenAiV1', 'azure-openai-v1', settings.?apis.?azureOpenAiV1),
    empty(settings.models.?anthropic ?? [])
      ? []
      : surfaceOf('anthropic', 'anthropic-messages', settings.?apis.?anthropic)
  )

@export()
@description('Ids of the APIs as the program\'s setting LLM_APIS wants them: the logs of all other APIs are ignored.')
func apiIdsOf(settings gatewaySettings) string =>
  join(map(surfacesOf(settings), offered => offered.id), ',')
