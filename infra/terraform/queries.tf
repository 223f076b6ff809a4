# The text of every query, by name: the files are the one place where they are written. Where they leave room,
# the names of this estate are put in: stages or gateways that share a workspace neither hide nor alarm each other.

locals {
  observability_folder = "${path.module}/../observability"
  alerts               = jsondecode(file("${local.observability_folder}/alerts.json"))

  queries = merge([
    for folder in ["${local.observability_folder}/queries", "${local.policies_folder}/queries"] : {
      for file in fileset(folder, "*.kql") : trimsuffix(file, ".kql") => replace(
        replace(
          replace(
            replace(file("${folder}/${file}"), local.shipped_api_pattern, local.own_api_pattern),
            "let gatewayId = \"\";", "let gatewayId = \"${local.watched_gateway_id}\";",
          ),
          "let componentId = \"\";", "let componentId = \"${azapi_resource.component.id}\";",
        ),
        "let hubs = dynamic([\"llm-usage\",\"apim-logs\"]);",
        "let hubs = dynamic(${jsonencode([var.program.llm_usage_hub, var.program.apim_logs_hub])});",
      )
    }
  ]...)

  # Empty: every gateway that logs to the workspace.
  watched_gateway_id = local.has_gateway ? "${local.gateway_parent_id}/providers/Microsoft.ApiManagement/service/${var.gateway.name}" : ""

  # How the query files name the APIs of language models, as they are shipped: the default of LLM_APIS.
  shipped_api_pattern = "^.*openai.*$|^.*llm.*$|^.*ai-gateway.*$|^.*anthropic.*$|^.*foundry.*$|^.*inference.*$"
  own_api_pattern = join("|", [
    for pattern in split(",", local.llm_apis) :
    "^${replace(replace(trimspace(pattern), ".", "\\."), "*", ".*")}$"
  ])
}
