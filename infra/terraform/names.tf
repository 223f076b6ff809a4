# Names: all of them here. Those that are unique in the world end in a suffix of the group. It is not the
# suffix that the Bicep computes: an estate is made by one of the two, never by both.

locals {
  group_id = "/subscriptions/${var.subscription_id}/resourceGroups/${var.resource_group_name}"
  location = var.location
  stem     = "${var.name}-${var.environment}"
  suffix   = substr(sha256("${lower(local.group_id)}/${var.name}/${var.environment}"), 0, 8)
  tags     = merge(var.tags, { workload = var.name, stage = var.environment })

  names = {
    identity            = "id-${local.stem}"
    capture_identity    = "id-${local.stem}-capture"
    workspace           = "log-${local.stem}"
    component           = "appi-${local.stem}"
    network             = "vnet-${local.stem}"
    llm_usage_namespace = "evhns-${var.name}-usage-${var.environment}-${local.suffix}"
    apim_logs_namespace = "evhns-${var.name}-logs-${var.environment}-${local.suffix}"
    cosmos_account      = coalesce(var.cosmos.account_name, "cosmos-${local.stem}-${local.suffix}")
    # Accounts of storage and vaults: at most 24 characters; accounts take no hyphens.
    host_storage    = "st${var.name}${var.environment}${local.suffix}"
    capture_storage = "sc${var.name}${var.environment}${local.suffix}"
    # A vault that was deleted keeps its name for 90 days.
    key_vault = "kv-${var.name}-${local.suffix}"
    plan      = "plan-${local.stem}"
    # The host takes the first 32 characters for its id in storage: all of it has to fit in them.
    function_app = "func-${local.stem}-${local.suffix}"
  }
}
