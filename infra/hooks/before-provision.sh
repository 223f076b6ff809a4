#!/bin/sh
# Says what is missing before azd provisions, all of it at once: Azure would say it in the middle of a
# deployment. azd hands over its environment (`azd env set NAME VALUE`).
set -eu
project=$(cd "$(dirname "$0")/../.." && pwd)
problems=''

problem() {
  problems="$problems
- $1"
}

# Whole words, between signs that are no letters or digits: "latest" is no stage.
module=$(sed -n 's/^  module: *//p' "$project/azure.yaml")
words=$(printf '%s' "${AZURE_ENV_NAME:-}" | tr '[:upper:]' '[:lower:]' | tr -c '[:alnum:]' '-')
case "$module -$words-" in
  dev*-prod-* | dev*-production-* | dev*-test-*)
    problem "azure.yaml provisions dev, which is open and small, and this environment is called $AZURE_ENV_NAME.
  Write the stage you mean behind module: in azure.yaml, or use another name (azd env new)."
    ;;
esac

if [ -n "${CHARGEBACK_APIM_NAME:-}" ] && [ -z "${CHARGEBACK_MODEL_URL:-}" ]; then
  problem 'The gateway needs to know its models: azd env set CHARGEBACK_MODEL_URL https://NAME.openai.azure.com/openai'
fi

if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then
  problem 'The package is made with Node 20.19 or later: https://nodejs.org'
fi

if [ -n "$problems" ]; then
  printf 'Before anything is provisioned (docs/deploy.md):%s\n' "$problems" >&2
  exit 1
fi

if [ -z "${CHARGEBACK_APIM_NAME:-}" ]; then
  echo 'CHARGEBACK_APIM_NAME is not set: the estate is made without a gateway. policies/README.md tells how to wire one.'
fi
