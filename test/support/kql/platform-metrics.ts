// Metrics that Azure's own services emit, as far as alerts and workbook use them, with dimensions of theirs.

export const platformMetrics: Readonly<
  Record<string, Readonly<Record<string, readonly string[]>>>
> = {
  // https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-eventhub-namespaces-metrics
  'Microsoft.EventHub/namespaces': {
    ThrottledRequests: ['EntityName'],
  },
  // https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-cognitiveservices-accounts-metrics
  'microsoft.cognitiveservices/accounts': {
    AzureOpenAIProvisionedManagedUtilizationV2: ['ModelDeploymentName', 'StreamType'],
  },
};

/** Categories of metrics as workbooks name them, with two blanks in this one: exported workbooks have them so. */
export const metricCategories: Readonly<Record<string, string>> = {
  AzureOpenAIProvisionedManagedUtilizationV2: 'Azure OpenAI  Usage',
};
