# The text of every query, by name: the files are the one place where they are written.

locals {
  observability_folder = "${path.module}/../observability"
  alerts               = jsondecode(file("${local.observability_folder}/alerts.json"))

  queries = merge([
    for folder in ["${local.observability_folder}/queries", "${local.policies_folder}/queries"] : {
      for file in fileset(folder, "*.kql") : trimsuffix(file, ".kql") => replace(
        file("${folder}/${file}"),
        local.shipped_api_pattern,
        local.own_api_pattern,
      )
    }
  ]...)

  # How the query files name the APIs of language models, as they are shipped: the default of LLM_APIS.
  shipped_api_pattern = "^.*openai.*$|^.*llm.*$|^.*ai-gateway.*$|^.*anthropic.*$|^.*foundry.*$|^.*inference.*$"
  own_api_pattern = join("|", [
    for pattern in split(",", local.llm_apis) :
    "^${replace(replace(trimspace(pattern), ".", "\\."), "*", ".*")}$"
  ])
}
