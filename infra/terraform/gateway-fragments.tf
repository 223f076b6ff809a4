# The policy fragments, each from its file and named as the file. No fragment includes another one, so
# their order among themselves is free.

locals {
  policies_folder = "${path.module}/../../policies"

  # Refused by a gateway without a cache.
  cache_fragments = ["answer-from-cache", "store-in-cache"]
  fragments = !local.has_gateway ? [] : [
    for file in fileset("${local.policies_folder}/fragments", "*.xml") : trimsuffix(file, ".xml")
    if local.has_cache || !contains(local.cache_fragments, trimsuffix(file, ".xml"))
  ]
}

# Put as it is: a text that the service answers in another form would look like a change for ever.
resource "azapi_resource_action" "fragment" {
  for_each = toset(local.fragments)

  type        = "Microsoft.ApiManagement/service/policyFragments@2024-05-01"
  resource_id = "${local.gateway_id}/policyFragments/${each.key}"
  method      = "PUT"
  body = {
    properties = {
      description = "Chargeback: ${replace(each.key, "-", " ")}."
      # The files are well-formed XML.
      format = "xml"
      value  = file("${local.policies_folder}/fragments/${each.key}.xml")
    }
  }

  depends_on = [
    azapi_resource.named_value,
    azapi_resource.usage_logger,
    azapi_resource.backend_pool,
    azapi_resource.embeddings_backend,
  ]
}
