// An app as a team would write it, for the host to load from its folder. What its functions see they
// log, for the test that reads the host's output.
import { app } from '@azure/functions';

app.setup({ capabilities: { IncludeEmptyEntriesInMessagePayload: true } });

app.get('setting', {
  route: 'setting/{name}',
  handler: (request) => ({ body: process.env[request.params['name'] ?? ''] ?? '(none)' }),
});

app.get('hang', {
  handler: (_request, context) => {
    context.log('hanging');
    return new Promise<never>(() => undefined);
  },
});

// The library's types do not name it.
const asText = { dataType: 'string' };

app.eventHub('reader', {
  ...asText,
  connection: 'Events',
  eventHubName: 'events',
  cardinality: 'many',
  retry: { strategy: 'fixedDelay', maxRetryCount: -1, delayInterval: { hours: 1 } },
  handler: (messages, context) => {
    context.log(`seen ${JSON.stringify(messages)}`);
    context.log(`numbers ${JSON.stringify(context.triggerMetadata?.['sequenceNumberArray'])}`);
    if (process.env['READER_FAILS'] === 'yes') throw new Error('as told');
  },
});

app.timer('cleaner', {
  schedule: '0 0 0 1 1 *',
  handler: (timer, context) => context.log(`cleaning, past due: ${timer.isPastDue}`),
});
