// Every registration of the program with Azure Functions. Reading the settings comes first, so
// that a host with a wrong one says so at its start and processes nothing.
import { app } from '@azure/functions';
import { readConfig, type HubConfig } from '../shared/config';
import { makeProgram } from './program';
import { routes } from './routes';

const config = readConfig(process.env);
const program = makeProgram(config);

// Without this the host leaves events without a body out of a batch, but not out of the list of
// positions: every event after one would get another one's position.
// https://github.com/Azure/azure-functions-nodejs-worker/issues/639
app.setup({ capabilities: { IncludeEmptyEntriesInMessagePayload: true } });

// Without a retry policy the host checkpoints also when a function throws, and the batch is lost.
// With this one the partition waits, for as long as the hub keeps its events.
const untilItSucceeds = {
  strategy: 'exponentialBackoff',
  maxRetryCount: -1,
  minimumInterval: { seconds: 1 },
  maximumInterval: { minutes: 1 },
} as const;

const trigger = ({ hub, consumerGroup, connectionName }: HubConfig) =>
  ({
    eventHubName: hub,
    consumerGroup,
    connection: connectionName,
    cardinality: 'many',
    retry: untilItSucceeds,
  }) as const;

app.eventHub('ingestUsage', { ...trigger(config.llmUsage), handler: program.ingestUsage });
app.eventHub('ingestLogs', { ...trigger(config.apimLogs), handler: program.ingestLogs });

app.timer('rollUp', { schedule: config.rollup.schedule, handler: program.rollUp });

for (const { name, ...options } of Object.values(routes)) {
  app.http(name, { ...options, handler: program[name] });
}

app.hook.appTerminate(() => program.close());
