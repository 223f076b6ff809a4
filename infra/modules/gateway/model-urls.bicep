// Addresses of models that cannot be right: a gateway with one answers every request with an error.

import { gatewaySettings } from 'settings.bicep'

func isWrong(url string) bool => !startsWith(toLower(url), 'https://') || length(url) <= length('https://')

func wrongIn(kind string, urls string[]) string[] => map(filter(urls, url => isWrong(url)), url => '${kind} "${url}"')

@export()
@description('The kind and the text of each wrong url.')
func wrongModelUrls(settings gatewaySettings?) string[] =>
  concat(
    wrongIn('standard', map(settings.?models.?standard ?? [], model => model.url)),
    wrongIn('provisioned', map(settings.?models.?provisioned ?? [], model => model.url)),
    wrongIn('anthropic', map(settings.?models.?anthropic ?? [], model => model.url)),
    wrongIn('embeddings', settings.?models.?embeddings == null ? [] : [settings.?models.?embeddings.?url ?? ''])
  )
