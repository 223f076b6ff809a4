#!/bin/sh
# Deploys the package to the Function App of an estate, on whichever plan it runs.
#
#   deploy-package.sh RESOURCE_GROUP APP ZIP
set -eu
group=$1 app=$2 zip=$3

# An app on the Premium plan runs from a blob that its settings name; one on Flex Consumption has none.
package=$(az functionapp config appsettings list --resource-group "$group" --name "$app" --only-show-errors \
  --query "[?name=='WEBSITE_RUN_FROM_PACKAGE'].value | [0]" --output tsv)

if [ -n "$package" ]; then
  # Needs Storage Blob Data Contributor on the container; the parameter `deployers` gives it.
  az storage blob upload --auth-mode login --blob-url "$package" --file "$zip" --overwrite --only-show-errors
  az functionapp restart --resource-group "$group" --name "$app" --only-show-errors
else
  az functionapp deployment source config-zip --resource-group "$group" --name "$app" --src "$zip" \
    --only-show-errors
fi
