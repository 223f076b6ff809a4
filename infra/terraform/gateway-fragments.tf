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

resource "azapi_resource" "fragment" {
  for_each = toset(local.fragments)

  type      = "Microsoft.ApiManagement/service/policyFragments@2024-05-01"
  parent_id = local.gateway_id
  name      = each.key
  body = {
    properties = { description = "Chargeback: ${replace(each.key, "-", " ")}." }
  }

  # No secret, but what is sensitive is never compared with what the service answers, which here is the text in
  # another form: a change at every plan. The provider keeps a hash of it, and sends it again when that differs.
  sensitive_body = {
    properties = {
      # The files are well-formed XML.
      format = "xml"
      value  = file("${local.policies_folder}/fragments/${each.key}.xml")
    }
  }

  depends_on = [
    azapi_resource.named_value,
    azapi_resource.usage_logger,
    azapi_resource.backend,
    azapi_resource.embeddings_backend,
  ]
}
