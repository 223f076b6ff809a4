// Rows of a Log Analytics data export: the same words as those of the diagnostic records, as columns.
import { redactPayload } from '../../../../shared/domain/readers/redact-payload';
import { readBody } from '../../../support/raw-events';

const correlationId = '00000000-0000-4000-9000-000000000001';

const gatewayRow = {
  TimeGenerated: '2026-11-02T10:16:00.123Z',
  TenantId: '00000000-0000-0000-0000-000000000009',
  OperationName: 'Microsoft.ApiManagement/GatewayLogs',
  Category: 'GatewayLogs',
  CorrelationId: correlationId,
  ApiId: 'azure-openai',
  OperationId: 'chat',
  ApimSubscriptionId: 'sub-a',
  ProductId: 'p',
  UserId: 'user-7',
  CallerIpAddress: '203.0.113.9',
  Method: 'POST',
  Url: 'https://x/openai/deployments/dep/chat/completions?user=someone',
  ResponseCode: 200,
  BackendResponseCode: 200,
  BackendId: 'b1',
  RequestHeaders: { Authorization: 'Bearer secret' },
  Type: 'ApiManagementGatewayLogs',
  _ResourceId: '/subscriptions/s/providers/microsoft.apimanagement/service/apim',
};

const llmRow = {
  TimeGenerated: '2026-11-02T10:16:01.123Z',
  OperationName: 'Microsoft.ApiManagement/GatewayLlmLogs',
  CorrelationId: correlationId,
  RequestId: 'chatcmpl-1',
  DeploymentName: 'dep',
  ModelName: 'm',
  PromptTokens: 1_000,
  CompletionTokens: 100,
  TotalTokens: 1_100,
  IsStreamCompletion: false,
  SequenceNumber: 0,
  RequestMessages: 'a prompt',
  Type: 'ApiManagementGatewayLlmLog',
  _ResourceId: '/subscriptions/s/providers/microsoft.apimanagement/service/apim',
};

const gatewayRead = {
  kind: 'observed',
  observation: {
    requestId: correlationId,
    source: 'gatewayLog',
    occurredAt: '2026-11-02T10:16:00.123Z',
    facts: {
      dialect: 'apim-gateway-log',
      subscriptionId: 'sub-a',
      productId: 'p',
      api: 'azure-openai',
      operation: 'chat',
      deployment: 'dep',
      backendId: 'b1',
      status: 200,
    },
    counters: null,
  },
};

const llmRead = {
  kind: 'observed',
  observation: {
    requestId: correlationId,
    source: 'llmLog',
    occurredAt: '2026-11-02T10:16:01.123Z',
    facts: { dialect: 'apim-llm-log', model: 'm', deployment: 'dep', responseId: 'chatcmpl-1' },
    counters: { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 },
  },
};

const without = (row: object, ...columns: readonly string[]): object =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name)));

describe('rows of a Log Analytics data export', () => {
  it('are read from an envelope, a bare list and bare', () => {
    expect(readBody({ records: [gatewayRow, llmRow] })).toEqual([gatewayRead, llmRead]);
    expect(readBody([gatewayRow, llmRow])).toEqual([gatewayRead, llmRead]);
    expect(readBody(gatewayRow)).toEqual([gatewayRead]);
    expect(readBody(JSON.stringify(llmRow))).toEqual([llmRead]);
  });

  it('are known by their category, their operation name or their table', () => {
    for (const absent of [['Category'], ['OperationName'], ['Category', 'OperationName']]) {
      expect(readBody({ records: [without(gatewayRow, ...absent)] })).toEqual([gatewayRead]);
    }
    expect(readBody({ records: [without(llmRow, 'OperationName')] })).toEqual([llmRead]);
  });

  it('of other tables are ignored, and of no table rejected', () => {
    const other = { TimeGenerated: '2026-11-02T10:16:00Z', Type: 'AzureActivity' };
    expect(readBody({ records: [other] })).toEqual([{ kind: 'ignored', reason: 'otherCategory' }]);
    for (const Type of ['', 7]) {
      expect(readBody({ records: [{ ...other, Type }] })).toMatchObject([
        { kind: 'rejected', reason: 'unknownShape' },
      ]);
    }
  });

  it('of the table that all services share are rejected: their columns have other names', () => {
    const row = {
      ...without(gatewayRow, 'ApiId'),
      apiId_s: 'azure-openai',
      Type: 'AzureDiagnostics',
    };
    expect(readBody({ records: [row] })).toMatchObject([
      { kind: 'rejected', reason: 'unknownShape', path: 'records[0].Type' },
    ]);
    expect(readBody({ records: [{ ...row, Category: 'AuditEvent' }] })).toEqual([
      { kind: 'ignored', reason: 'otherCategory' },
    ]);
  });

  it('have ids of their own service where they are no GUIDs', () => {
    const [read] = readBody({ records: [{ ...gatewayRow, CorrelationId: 'abc' }] });
    expect(read).toMatchObject({ observation: { requestId: 'apim:apim:abc' } });
  });

  it('are rejected with the path of the column at fault', () => {
    expect(readBody({ records: [gatewayRow, { ...llmRow, PromptTokens: -1 }] })).toMatchObject([
      gatewayRead,
      { kind: 'rejected', reason: 'badCount', path: 'records[1].promptTokens' },
    ]);
    expect(readBody({ ...gatewayRow, TimeGenerated: 'soon' })).toMatchObject([
      { kind: 'rejected', reason: 'badTime', path: 'timeGenerated' },
    ]);
  });

  it('leave nothing of people, addresses and headers, neither stored nor in a dead letter', () => {
    const kept =
      JSON.stringify(readBody([gatewayRow, llmRow])) + redactPayload([gatewayRow, llmRow]);
    for (const secret of ['203.0.113.9', 'someone', 'user-7', 'secret', 'a prompt', 'https']) {
      expect(kept).not.toContain(secret);
    }
  });
});
