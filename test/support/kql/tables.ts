// The tables that queries may ask, with the columns that their documentation names.
import { itemsOf, makeQueryParser, makeTable, type ParsedQuery } from './language';

/**
 * Where a table is: in the component of Application Insights, in the workspace with the gateway's logs, in that
 * with the component's telemetry, or in Resource Graph.
 */
export type TableHome = 'program' | 'gateway' | 'telemetry' | 'resources';

const columns = (type: string, names: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, type]));

// https://learn.microsoft.com/azure/azure-monitor/app/convert-classic-resource ("Table schemas")
const classic = {
  timestamp: 'datetime',
  customDimensions: 'dynamic',
  ...columns(
    'string',
    'appId application_Version appName cloud_RoleInstance cloud_RoleName itemId itemType name ' +
      'operation_Id operation_Name operation_ParentId operation_SyntheticSource sdkVersion',
  ),
};

// https://learn.microsoft.com/azure/azure-monitor/reference/tables/appevents and …/appmetrics
const workspaceBased = {
  TimeGenerated: 'datetime',
  Properties: 'dynamic',
  ...columns('string', 'AppRoleInstance AppRoleName AppVersion Name OperationId OperationName'),
  ...columns('string', 'ParentId SDKVersion _ResourceId'),
};

interface Definition {
  readonly home: TableHome;
  readonly columns: Readonly<Record<string, string>>;
}

const definitions: Readonly<Record<string, Definition>> = {
  customEvents: {
    home: 'program',
    columns: { ...classic, customMeasurements: 'dynamic', itemCount: 'int' },
  },
  customMetrics: {
    home: 'program',
    columns: {
      ...classic,
      ...columns('real', 'value valueSum valueMin valueMax'),
      valueCount: 'int',
    },
  },
  requests: {
    home: 'program',
    columns: {
      ...classic,
      ...columns('string', 'id source url resultCode performanceBucket'),
      customMeasurements: 'dynamic',
      success: 'bool',
      duration: 'real',
      itemCount: 'int',
    },
  },
  AppEvents: {
    home: 'telemetry',
    columns: { ...workspaceBased, Measurements: 'dynamic', ItemCount: 'int' },
  },
  AppMetrics: {
    home: 'telemetry',
    columns: { ...workspaceBased, ...columns('real', 'Sum Min Max'), ItemCount: 'int' },
  },
  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/apimanagementgatewaylogs. Headers, bodies and
  // addresses of callers are there as well; no query of ours is to read them.
  ApiManagementGatewayLogs: {
    home: 'gateway',
    columns: {
      TimeGenerated: 'datetime',
      IsRequestSuccess: 'bool',
      ...columns('int', 'ResponseCode BackendResponseCode RequestSize ResponseSize'),
      ...columns('long', 'TotalTime BackendTime ClientTime CacheTime LastErrorElapsed'),
      ...columns(
        'string',
        'ApiId ApiRevision ApimSubscriptionId BackendId BackendMethod BackendProtocol Cache Category ' +
          'ClientProtocol ClientTlsVersion CorrelationId LastErrorReason LastErrorScope ' +
          'LastErrorSection LastErrorSource Method OperationId OperationName ProductId Region ' +
          'WorkspaceId _ResourceId',
      ),
    },
  },
  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/apimanagementgatewayllmlog, without the
  // messages, which no query of ours is to read either.
  ApiManagementGatewayLlmLog: {
    home: 'gateway',
    columns: {
      TimeGenerated: 'datetime',
      IsStreamCompletion: 'bool',
      ...columns('int', 'PromptTokens CompletionTokens TotalTokens SequenceNumber'),
      ...columns(
        'string',
        'ApiVersion CorrelationId DeploymentName ModelName OperationName Region',
      ),
      ...columns('string', 'RequestId _ResourceId'),
    },
  },
  // https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language
  resources: {
    home: 'resources',
    columns: {
      ...columns('string', 'id name type kind location resourceGroup subscriptionId tenantId'),
      ...columns('dynamic', 'identity properties sku tags zones'),
    },
  },
};

export const homeOf = (table: string): TableHome | undefined => definitions[table]?.home;

/** The language's view of them. */
interface Schema {
  readonly parse: (text: string) => ParsedQuery;
  /** Tables, and the tables of the columns that come straight from one, as the language has them. */
  readonly tables: ReadonlySet<unknown>;
  readonly ownerOf: ReadonlyMap<unknown, string>;
}

const makeSchema = (): Schema => {
  const tables = Object.entries(definitions).map(([name, table]) => makeTable(name, table.columns));
  const owned = tables.flatMap(({ Name, Columns }) =>
    itemsOf(Columns).map((column) => [column, Name] as const),
  );
  return { parse: makeQueryParser(tables), tables: new Set(tables), ownerOf: new Map(owned) };
};

let made: Schema | undefined;

/** Made when it is first asked for: the language takes a second to load. */
export const schema = (): Schema => (made ??= makeSchema());
