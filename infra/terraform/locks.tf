# Locks on what holds the ledger, and the events that are not yet in it.

locals {
  lock_notes = {
    keep_ledger = "Holds the ledger: statements that were posted, and the usage that they are made of."
    keep_events = "Holds events that are not in the ledger yet. A hub that is deleted loses them; one that is made anew counts its events from the beginning."
  }
  deletion_locks = {
    for key, lock in {
      cosmos    = { target_id = azapi_resource.cosmos_account.id, name = "keep-ledger", notes = local.lock_notes.keep_ledger }
      llm_usage = { target_id = azapi_resource.namespace["llm_usage"].id, name = "keep-events", notes = local.lock_notes.keep_events }
      apim_logs = { target_id = azapi_resource.namespace["apim_logs"].id, name = "keep-events", notes = local.lock_notes.keep_events }
    } : key => lock if var.locks
  }
}

resource "azapi_resource" "deletion_lock" {
  for_each = local.deletion_locks

  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = each.value.target_id
  name      = each.value.name
  body = {
    properties = {
      level = "CanNotDelete"
      notes = each.value.notes
    }
  }
}
