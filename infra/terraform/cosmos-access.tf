# Who may do what with the data. Cosmos DB has roles of its own for that; Azure's give no access to data.
# https://learn.microsoft.com/azure/cosmos-db/nosql/reference-data-plane-security

locals {
  built_in_data_reader      = "00000000-0000-0000-0000-000000000001"
  built_in_data_contributor = "00000000-0000-0000-0000-000000000002"
  database_scope            = "${azapi_resource.cosmos_account.id}/dbs/${var.program.database}"

  # Each with the reason that Azure's role assignments have in a description; these have no such field.
  data_grants = merge(
    # The program reads and writes every container, and the list of containers to check their settings.
    { program = { principal_id = local.principal_id, role = local.built_in_data_contributor, scope = local.database_scope } },
    # `npm run reference` reads and writes the container of reference data, and no other.
    {
      for editor in var.reference_editors : "editor/${editor.id}" =>
      { principal_id = editor.id, role = local.built_in_data_contributor, scope = "${local.database_scope}/colls/reference" }
    },
    # The runbook has operators look at exceptions and dead letters; it has them change nothing.
    {
      for operator in var.operators : "operator/${operator.id}" =>
      { principal_id = operator.id, role = local.built_in_data_reader, scope = local.database_scope }
    },
  )
}

resource "azapi_resource" "data_grant" {
  for_each = local.data_grants

  type      = "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15"
  parent_id = azapi_resource.cosmos_account.id
  name      = uuidv5("url", "${each.value.scope}/${each.value.principal_id}/${each.value.role}")
  body = {
    properties = {
      principalId      = each.value.principal_id
      roleDefinitionId = "${azapi_resource.cosmos_account.id}/sqlRoleDefinitions/${each.value.role}"
      scope            = each.value.scope
    }
  }

  locks = [azapi_resource.cosmos_account.id]
  # A role on a database or a container is given where that is.
  depends_on = [azapi_resource.container]
}
