// Every registration of the program with Azure Functions. Reading the settings comes first, so
// that a host with a wrong one says so at its start and processes nothing.
import { app } from '@azure/functions';
import { readConfig } from '../shared/config';
import { eventHubTrigger } from './event-hub-trigger';
import { makeProgram } from './program';
import { routes } from './routes';

const config = readConfig(process.env);
const program = makeProgram(config);

app.eventHub('ingestUsage', { ...eventHubTrigger(config.llmUsage), handler: program.ingestUsage });
app.eventHub('ingestLogs', { ...eventHubTrigger(config.apimLogs), handler: program.ingestLogs });

app.timer('rollUp', { schedule: config.rollup.schedule, handler: program.rollUp });

for (const { name, ...options } of Object.values(routes)) {
  app.http(name, { ...options, handler: program[name] });
}

app.hook.appTerminate(() => program.close());
