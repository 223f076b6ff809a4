# An identity of its own, so that its roles exist before the first thing that signs in with it.

resource "azapi_resource" "identity" {
  type      = "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"
  parent_id = local.group_id
  name      = local.names.identity
  location  = local.location
  tags      = local.tags

  response_export_values = ["properties.principalId", "properties.clientId"]
}

locals {
  principal_id = azapi_resource.identity.output.properties.principalId
  client_id    = azapi_resource.identity.output.properties.clientId
}
