# What hooks, workflows and people ask for next: the outputs of infra/main.bicep.

output "function_app_name" {
  description = "Name of the Function App, which the package is deployed to."
  value       = azapi_resource.app.name
}

output "function_app_url" {
  description = "Address of the Function App, without a slash at the end."
  value       = "https://${azapi_resource.app.output.properties.defaultHostName}"
}

output "cosmos_endpoint" {
  description = "Address of the account of Cosmos DB: COSMOS_ENDPOINT of npm run reference."
  value       = azapi_resource.cosmos_account.output.properties.documentEndpoint
}

output "cosmos_account_name" {
  description = "Name of the account of Cosmos DB."
  value       = azapi_resource.cosmos_account.name
}

output "cosmos_database" {
  description = "Database of the program: COSMOS_DATABASE of npm run reference."
  value       = var.program.database
}

output "llm_usage_namespace" {
  description = "Namespace that the policies send to."
  value       = azapi_resource.namespace["llm_usage"].name
}

output "llm_usage_host" {
  description = "Host name of that namespace."
  value       = local.hub_hosts.llm_usage
}

output "apim_logs_namespace" {
  description = "Namespace that diagnostic settings stream to."
  value       = azapi_resource.namespace["apim_logs"].name
}

output "apim_logs_rule_id" {
  description = "Rule that diagnostic settings stream by, for those of a gateway that is not wired here."
  value       = azapi_resource.diagnostics_rule.id
}

output "storage_account_name" {
  description = "Storage account of the Functions host: checkpoints, function keys, packages."
  value       = azapi_resource.storage["host"].name
}

output "key_vault_name" {
  description = "Vault for what cannot be an identity."
  value       = azapi_resource.vault.name
}

output "application_insights_name" {
  description = "Component of Application Insights."
  value       = azapi_resource.component.name
}

output "workspace_id" {
  description = "Workspace of logs and telemetry."
  value       = local.workspace_id
}

output "identity_principal_id" {
  description = "Object id of the program's identity."
  value       = local.principal_id
}

output "identity_client_id" {
  description = "Client id of the program's identity."
  value       = local.client_id
}

output "workbook_id" {
  description = "Workbook of cost, coverage and freshness."
  value       = azapi_resource.workbook.id
}
