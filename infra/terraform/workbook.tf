# The workbook of operations and of whoever watches cost: workbook.json, with the text of each query and the
# resources of this estate put in.

locals {
  workbook = jsondecode(file("${local.observability_folder}/workbook.json"))

  # The queries of the policies stand by themselves, for a day and for one request. Here they follow the
  # time range and the request that were chosen above them.
  workbook_queries = {
    for name, text in local.queries : name => replace(
      replace(text, "ago(1d)", "{TimeRange:start}"),
      "5b1f6a52-9d0c-4c1e-8f0a-3f6f0f9f2b11", "{RequestId}",
    )
  }

  # Of an item whether it is a query or asks for parameters, of which some are queries, too.
  query_item      = 3
  parameters_item = 9

  # By way of their JSON, since the two arms of a condition have to be of one type.
  workbook_items = [
    for item in local.workbook.items : jsondecode(
      item.type == local.query_item
      ? jsonencode(merge(item, { content = merge(item.content, { query = local.workbook_queries[item.content.query] }) }))
      : item.type == local.parameters_item
      ? jsonencode(merge(item, {
        content = merge(item.content, {
          parameters = [
            for parameter in item.content.parameters : jsondecode(
              can(parameter.query)
              ? jsonencode(merge(parameter, { query = local.workbook_queries[parameter.query] }))
              : jsonencode(parameter)
            )
          ]
        })
      }))
      : jsonencode(item)
    )
  ]
  filled_workbook = jsonencode(merge(local.workbook, { items = local.workbook_items }))
}

resource "azapi_resource" "workbook" {
  type      = "Microsoft.Insights/workbooks@2023-06-01"
  parent_id = local.group_id
  name      = uuidv5("url", "${local.group_id}/${local.stem}/workbook")
  location  = local.location
  tags      = local.tags
  body = {
    kind = "shared"
    properties = {
      displayName = "Chargeback of language models (${local.stem})"
      category    = "workbook"
      sourceId    = azapi_resource.component.id
      serializedData = replace(
        replace(local.filled_workbook, "APPLICATION_INSIGHTS_ID", azapi_resource.component.id),
        "WORKSPACE_ID", local.gateway_workspace_id,
      )
    }
  }
}
