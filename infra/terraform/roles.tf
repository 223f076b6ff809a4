# Every role on the control plane's side of Azure: the least one at the least scope, with its reason. Ids are
# those of built-in roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles

locals {
  roles = {
    azure_event_hubs_data_receiver  = "a638d3c7-ab3a-418d-83e6-5f17a39d4fde"
    azure_event_hubs_data_sender    = "2b629674-e913-4c01-ae53-ef4638d8f975"
    storage_blob_data_owner         = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"
    storage_blob_data_contributor   = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
    storage_table_data_contributor  = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"
    cognitive_services_open_ai_user = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
    cognitive_services_user         = "a97b65f3-24c7-4388-baec-2e87135dc908"
    monitoring_metrics_publisher    = "3913510d-42f4-4e42-8a64-420c390055eb"
  }

  program_role_assignments = {
    for key, assignment in {
      read_llm_usage = {
        scope  = azapi_resource.hub["llm_usage"].id
        role   = local.roles.azure_event_hubs_data_receiver
        reason = "The chargeback program reads the events of this hub, and where it ends."
      }
      read_apim_logs = {
        scope  = azapi_resource.hub["apim_logs"].id
        role   = local.roles.azure_event_hubs_data_receiver
        reason = "The chargeback program reads the events of this hub, and where it ends."
      }
      host_blobs = {
        scope  = azapi_resource.storage["host"].id
        role   = local.roles.storage_blob_data_owner
        reason = "The Functions host makes containers for its leases, checkpoints and function keys, and reads the package."
      }
      host_tables = {
        scope  = azapi_resource.storage["host"].id
        role   = local.roles.storage_table_data_contributor
        reason = "The Functions host keeps its diagnostic events in a table: why it did not start, for example."
      }
      telemetry = {
        scope  = azapi_resource.component.id
        role   = local.roles.monitoring_metrics_publisher
        reason = "The program and its host send their telemetry: the component takes no key."
      }
    } : key => merge(assignment, { principal_id = local.principal_id, principal_type = "ServicePrincipal" })
  }

  operator_role_assignments = merge([
    for operator in var.operators : {
      "${operator.id}/llm_usage" = {
        scope          = azapi_resource.hub["llm_usage"].id
        role           = local.roles.azure_event_hubs_data_receiver
        principal_id   = operator.id
        principal_type = operator.type
        reason         = "Operators look at events in the portal, when some are refused or missing."
      }
      "${operator.id}/checkpoints" = {
        scope          = azapi_resource.blob_container["host/${local.checkpoint_container}"].id
        role           = local.roles.storage_blob_data_contributor
        principal_id   = operator.id
        principal_type = operator.type
        reason         = "Operators delete a checkpoint, where the runbook has the program read a hub again."
      }
    }
  ]...)

  deployer_role_assignments = {
    for deployer in var.deployers : "${deployer.id}/packages" => {
      scope          = azapi_resource.blob_container["host/${local.package_container}"].id
      role           = local.roles.storage_blob_data_contributor
      principal_id   = deployer.id
      principal_type = deployer.type
      reason         = "Deployments write the package to the blob that an app on the Premium plan runs from."
    } if !local.is_flex
  }

  capture_role_assignments = !local.captures ? {} : {
    capture_blobs = {
      scope          = azapi_resource.storage["capture"].id
      role           = local.roles.storage_blob_data_contributor
      principal_id   = azapi_resource.capture_identity[0].output.properties.principalId
      principal_type = "ServicePrincipal"
      reason         = "Event Hubs writes the files of captured events."
    }
  }
}

resource "azapi_resource" "role_assignment" {
  for_each = merge(
    local.program_role_assignments,
    local.operator_role_assignments,
    local.deployer_role_assignments,
    local.capture_role_assignments,
    local.gateway_role_assignments,
  )

  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = each.value.scope
  name      = uuidv5("url", "${each.value.scope}/${each.value.principal_id}/${each.value.role}")
  body = {
    properties = {
      principalId      = each.value.principal_id
      principalType    = each.value.principal_type
      roleDefinitionId = "/subscriptions/${split("/", each.value.scope)[2]}/providers/Microsoft.Authorization/roleDefinitions/${each.value.role}"
      description      = each.value.reason
    }
  }
}
