# Says what is missing before azd provisions: the same as before-provision.sh, for Windows.
$ErrorActionPreference = 'Stop'
$project = Join-Path $PSScriptRoot '../..'
$problems = @()

$module = (Select-String -Path (Join-Path $project 'azure.yaml') -Pattern '^  module: *(.+)$').Matches[0].Groups[1].Value
# Whole words, between signs that are no letters or digits: "latest" is no stage.
if ($module -eq 'dev' -and $env:AZURE_ENV_NAME -match '(^|[^a-z0-9])(prod|production|test)([^a-z0-9]|$)') {
  $problems += "azure.yaml provisions dev, which is open and small, and this environment is called $($env:AZURE_ENV_NAME). " +
    'Write the stage you mean behind module: in azure.yaml, or use another name (azd env new).'
}

if ($env:CHARGEBACK_APIM_NAME -and -not $env:CHARGEBACK_MODEL_URL) {
  $problems += 'The gateway needs to know its models: azd env set CHARGEBACK_MODEL_URL https://NAME.openai.azure.com/openai'
}

node -e 'const [a, b] = process.versions.node.split(`.`); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
if ($LASTEXITCODE -ne 0) {
  $problems += 'The package is made with Node 20.19 or later: https://nodejs.org'
}

if ($problems) {
  Write-Error ("Before anything is provisioned (docs/deploy.md):`n- " + ($problems -join "`n- "))
}

if (-not $env:CHARGEBACK_APIM_NAME) {
  Write-Output 'CHARGEBACK_APIM_NAME is not set: the estate is made without a gateway. policies/README.md tells how to wire one.'
}
