// Who is told when an alert fires.

@description('Name of the action group.')
param name string

@description('Tags.')
param tags object

@description('Addresses to mail.')
param emails string[]

@description('Address of a webhook, with whatever key is in it. Empty: none.')
@secure()
param webhookUri string = ''

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  // Action groups are of no region: an outage of one must not silence its alarm.
  location: 'global'
  tags: tags
  properties: {
    // What a text message begins with; twelve characters at most.
    groupShortName: 'chargeback'
    enabled: true
    emailReceivers: [
      for email in emails: {
        name: email
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
    webhookReceivers: empty(webhookUri)
      ? []
      : [
          {
            name: 'webhook'
            serviceUri: webhookUri
            useCommonAlertSchema: true
          }
        ]
  }
}
