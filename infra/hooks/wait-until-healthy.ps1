# Waits until the program that azd just deployed answers, and shows what it says of itself: the same as
# wait-until-healthy.sh, for Windows.
param([string] $Url = $env:functionAppUrl)
$ErrorActionPreference = 'Stop'

if (-not $Url) {
  Write-Error 'Whose health? Give the address of the app: wait-until-healthy.ps1 https://NAME.azurewebsites.net'
}

# A cold start takes seconds; roles and DNS records of a new estate take minutes to be known everywhere.
$retries = 40
for ($retry = 0; ; $retry++) {
  try {
    # Its own retries would leave out a name that DNS does not know yet, and an answer that takes too long.
    $answer = Invoke-WebRequest -Uri "$Url/api/v1/health" -TimeoutSec 30
    Write-Output $answer.Content
    return
  } catch {
    # ErrorDetails has the body of an answer, which is what the program says of itself.
    $problem = if ($_.ErrorDetails) { $_.ErrorDetails.Message } else { $_.Exception.Message }
    Write-Output $problem
    if ($retry -eq $retries) { break }
    Start-Sleep -Seconds 15
  }
}

Write-Error ('The program is not healthy. What it answered is above; docs/deploy.md, ' +
  '"When it does not work", says what to look at next.')
