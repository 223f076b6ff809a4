#!/bin/sh
# Refuses a gateway that sends to another estate already: two stages on one gateway would overwrite each other's
# named values, fragments and logger, and each request would be in one ledger only. Run it before a deployment:
#   infra/hooks/check-gateway.sh STAGE GROUP
# The values of the stage are in the environment (docs/deploy.md). What the gateway sends to is read from its
# diagnostic setting `chargeback`, which names the estate's namespace.
set -eu
stage=${1:?usage: check-gateway.sh STAGE GROUP}
group=${2:?usage: check-gateway.sh STAGE GROUP}

if [ -z "${CHARGEBACK_APIM_NAME:-}" ]; then
  exit 0
fi

subscription=${CHARGEBACK_APIM_SUBSCRIPTION_ID:-$(az account show --query id --output tsv)}
gateway="/subscriptions/$subscription/resourceGroups/${CHARGEBACK_APIM_RESOURCE_GROUP:-$group}/providers/Microsoft.ApiManagement/service/$CHARGEBACK_APIM_NAME"

# A gateway that has no such setting answers an error, and so does one that does not exist: the deployment says that.
rule=$(az monitor diagnostic-settings show --name chargeback --resource "$gateway" \
  --query eventHubAuthorizationRuleId --output tsv 2>/dev/null || true)

# Names of namespaces: infra/main.bicep, and names.tf in the same words.
own="evhns-${CHARGEBACK_NAME:-chargeback}-logs-$stage-"
case "$rule" in
  '' | */namespaces/"$own"*) ;;
  *)
    printf 'The gateway %s belongs to another estate already: it sends its logs by %s, and this estate is %s….\n' \
      "$CHARGEBACK_APIM_NAME" "$rule" "$own" >&2
    printf 'One gateway, one stage (docs/deploy.md). To move it, delete its diagnostic setting "chargeback" first.\n' >&2
    exit 1
    ;;
esac
