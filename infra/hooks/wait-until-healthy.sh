#!/bin/sh
# Waits until the program that was just deployed answers, and shows what it says of itself. azd runs it
# after a deployment, the workflow after each stage. `degraded` is an answer, too: a new estate has no
# reference data, and its rollup has not run yet.
#
#   wait-until-healthy.sh [URL]      URL: the app's; by default what azd knows as functionAppUrl
set -eu

url=${1:-${functionAppUrl:-}}
if [ -z "$url" ]; then
  echo 'Whose health? Give the address of the app: wait-until-healthy.sh https://NAME.azurewebsites.net' >&2
  exit 2
fi

# A cold start takes seconds; roles and DNS records of a new estate take minutes to be known everywhere.
if curl --silent --show-error --fail-with-body --max-time 30 \
  --retry 40 --retry-delay 15 --retry-all-errors "$url/api/v1/health"; then
  echo
else
  echo >&2
  echo 'The program is not healthy. What it answered is above; docs/deploy.md, "When it does not work",' \
    'says what to look at next.' >&2
  exit 1
fi
