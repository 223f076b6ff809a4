// The queries as one estate asks them. By themselves they ask about everything in the workspace; several
// stages or gateways may share one, and must neither hide nor alarm each other.

@export()
@description('What the queries name of an estate.')
type namesInQueries = {
  @description('Resource id of the gateway. Empty: every gateway that logs to the workspace.')
  gatewayId: string

  @description('Component of Application Insights.')
  componentId: string

  @description('The hubs that the program reads.')
  hubs: string[]
}

@export()
@description('Puts the names of an estate where the files leave room for them.')
func ownQuery(text string, names namesInQueries) string =>
  replace(
    replace(
      replace(text, 'let gatewayId = "";', 'let gatewayId = "${names.gatewayId}";'),
      'let componentId = "";',
      'let componentId = "${names.componentId}";'
    ),
    'let hubs = dynamic(["llm-usage","apim-logs"]);',
    'let hubs = dynamic(${string(names.hubs)});'
  )
