// Every registration of the program with Azure Functions. Reading the settings comes first, so
// that a host with a wrong one says so at its start and processes nothing.
import { app } from '@azure/functions';
import { readConfig, type HubConfig } from '../shared/config';
import { makeProgram } from './program';
import { routes } from './routes';

const config = readConfig(process.env);
const program = makeProgram(config);

// Without a retry policy the host checkpoints also when a function throws, and the batch is lost.
// With this one the partition waits, for as long as the hub keeps its events.
const untilItSucceeds = {
  strategy: 'exponentialBackoff',
  maxRetryCount: -1,
  minimumInterval: { seconds: 1 },
  maximumInterval: { minutes: 1 },
} as const;

// `dataType: 'binary'` makes the host hand over every body as it was sent, as a Buffer. Without it the
// host parses a batch as JSON before it calls the program: one body that is not JSON fails the whole
// batch, and under the retry policy the partition stands still for good. The library's types do not
// name `dataType`, but it hands on every member of the options, so it goes in by this object.
// https://github.com/Azure/azure-functions-nodejs-library/issues/340 (the library, `src/trigger.ts`)
// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Binding/GeneralScriptBindingProvider.cs
// https://github.com/Azure/azure-webjobs-sdk (`PocoTriggerArgumentBinding`, which parses)
const trigger = ({ hub, consumerGroup, connectionName }: HubConfig) =>
  ({
    eventHubName: hub,
    consumerGroup,
    connection: connectionName,
    cardinality: 'many',
    dataType: 'binary',
    retry: untilItSucceeds,
  }) as const;

app.eventHub('ingestUsage', { ...trigger(config.llmUsage), handler: program.ingestUsage });
app.eventHub('ingestLogs', { ...trigger(config.apimLogs), handler: program.ingestLogs });

app.timer('rollUp', { schedule: config.rollup.schedule, handler: program.rollUp });

for (const { name, ...options } of Object.values(routes)) {
  app.http(name, { ...options, handler: program[name] });
}

app.hook.appTerminate(() => program.close());
