// Azure asks the program from outside whether it can do its work, and tells when it cannot. It comes from
// Azure's test locations, so it is only of use where the app answers to everybody; /health is open to all.

@description('What the names begin with.')
param prefix string

@description('Region of the component.')
param location string

@description('Tags.')
param tags object

@description('Component of Application Insights.')
param componentId string

@description('Address of the health check.')
param healthUrl string

@description('Thresholds by the id of the alert; that of alerts.json otherwise.')
param thresholds object

@description('Alerts that are not made.')
param alertsOff string[]

@description('Action groups that are called.')
param actionGroupIds string[]

@description('Address of the runbook.')
param runbookUrl string

var alert = any(loadJsonContent('../../observability/alerts.json', '$.availability'))

// Five places, as the documentation recommends: one of them may fail by itself.
// https://learn.microsoft.com/azure/azure-monitor/app/availability
var places = ['emea-nl-ams-azr', 'emea-gb-db3-azr', 'us-va-ash-azr', 'us-ca-sjc-azr', 'apac-sg-sin-azr']

resource test 'Microsoft.Insights/webtests@2022-06-15' = {
  name: '${prefix}-health'
  location: location
  // The portal finds the test by this tag.
  tags: union(tags, { 'hidden-link:${componentId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${prefix}-health'
    Name: '${prefix}-health'
    Enabled: true
    Frequency: 300
    Timeout: 30
    Kind: 'standard'
    RetryEnabled: true
    Locations: [for place in places: { Id: place }]
    Request: { RequestUrl: healthUrl, HttpVerb: 'GET', ParseDependentRequests: false }
    ValidationRules: {
      // 503 where the program cannot do its work.
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 7
    }
  }
}

resource rule 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!contains(alertsOff, alert.id)) {
  name: '${prefix}-${alert.id}'
  location: 'global'
  tags: tags
  properties: {
    description: '${alert.whatToDo} Runbook: ${runbookUrl}#${alert.runbook}'
    severity: alert.severity
    enabled: true
    scopes: [test.id, componentId]
    evaluationFrequency: alert.frequency
    windowSize: alert.window
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: test.id
      componentId: componentId
      failedLocationCount: thresholds[?alert.id] ?? alert.threshold
    }
    autoMitigate: true
    actions: [for id in actionGroupIds: { actionGroupId: id }]
  }
}
