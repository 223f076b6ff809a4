// Which APIs are those of language models: the program's setting LLM_APIS, as queries need it.

@export()
@description('How the query files name them, as they are shipped: the default of LLM_APIS.')
var shippedApiPattern = '^.*openai.*$|^.*llm.*$|^.*ai-gateway.*$|^.*anthropic.*$|^.*foundry.*$|^.*inference.*$'

@export()
@description('A regular expression for patterns with *, parted by commas.')
func apiPatternOf(llmApis string) string =>
  join(
    map(
      split(llmApis, ','),
      pattern => '^${replace(replace(trim(pattern), '.', '\\.'), '*', '.*')}$'
    ),
    '|'
  )
