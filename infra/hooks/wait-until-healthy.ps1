# Waits until the program that azd just deployed answers, and shows what it says of itself: the same as
# wait-until-healthy.sh, for Windows.
param([string] $Url = $env:functionAppUrl)
$ErrorActionPreference = 'Stop'

if (-not $Url) {
  Write-Error 'Whose health? Give the address of the app: wait-until-healthy.ps1 https://NAME.azurewebsites.net'
}

# A cold start takes seconds; roles and DNS records of a new estate take minutes to be known everywhere.
try {
  $answer = Invoke-WebRequest -Uri "$Url/api/v1/health" -TimeoutSec 30 -MaximumRetryCount 40 -RetryIntervalSec 15
  Write-Output $answer.Content
} catch {
  Write-Output $_.Exception.Message
  Write-Error ('The program is not healthy. What it answered is above; docs/deploy.md, ' +
    '"When it does not work", says what to look at next.')
}
