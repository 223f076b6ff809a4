// Alerts on the platform's own metrics of a namespace of Event Hubs. Such an alert watches one
// namespace: rules over several are for other kinds of resources only.

@description('What the names of the rules begin with.')
param prefix string

@description('Tags.')
param tags object

@description('Namespace.')
param namespaceId string

@description('Thresholds by the id of the alert; those of alerts.json for the others.')
param thresholds object

@description('Alerts that are not made.')
param alertsOff string[]

@description('Action groups that are called.')
param actionGroupIds string[]

@description('Address of the runbook.')
param runbookUrl string

var alerts = filter(
  any(loadJsonContent('../../observability/alerts.json', '$.metric')),
  alert => !contains(alertsOff, alert.id)
)

resource rules 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for alert in alerts: {
    name: '${prefix}-${alert.id}-${last(split(namespaceId, '/'))}'
    location: 'global'
    tags: tags
    properties: {
      description: '${alert.whatToDo} Runbook: ${runbookUrl}#${alert.runbook}'
      severity: alert.severity
      enabled: true
      scopes: [namespaceId]
      evaluationFrequency: alert.frequency
      windowSize: alert.window
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: alert.id
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: alert.namespace
            metricName: alert.metric
            timeAggregation: alert.aggregation
            dimensions: map(alert.dimensions, dimension => {
              name: dimension.name
              operator: 'Include'
              values: dimension.values
            })
            operator: alert.operator
            threshold: thresholds[?alert.id] ?? alert.threshold
          }
        ]
      }
      autoMitigate: true
      actions: [for id in actionGroupIds: { actionGroupId: id }]
    }
  }
]
