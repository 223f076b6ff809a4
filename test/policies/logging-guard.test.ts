// Logging never fails the caller's request, and a request never logs twice.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGateway, type Gateway } from './harness/gateway';
import { projectPolicies } from './harness/policy-folder';
import { answered, chatCall, requestId } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { namedValues } from './support/named-values';
import { observationOf } from './support/readings';

const good = answered({ id: 'chatcmpl-1', usage: { prompt_tokens: 1 } });

describeExecuted('logging', (execute) => {
  let folder: string;
  let gateway: Gateway | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'policies-'));
    cpSync(projectPolicies, folder, { recursive: true });
  });
  afterEach(async () => {
    await gateway?.close();
    rmSync(folder, { recursive: true });
  });

  const withFragment = async (name: string, change: (xml: string) => string): Promise<Gateway> => {
    const file = join(folder, 'fragments', `${name}.xml`);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    gateway = await openGateway({ policiesDir: folder, namedValues });
    return gateway;
  };

  it('sends id, time and status where the event cannot be made, and says so', async () => {
    // A neighbour that uses a variable of ours for something else.
    const broken = await withFragment(
      'read-usage',
      () => '<fragment><set-variable name="llmResponse" value="@(1)" /></fragment>',
    );
    const result = await broken.handle(chatCall(good));
    expect(result.expressionErrors).toEqual([]);
    expect(result.response.status).toBe(200);
    expect(result.response.body.toString()).toBe(good.body);
    expect(observationOf(result)).toStrictEqual({
      requestId,
      source: 'policy',
      occurredAt: '2026-11-02T10:16:00.123Z',
      facts: {
        dialect: 'cloudevents',
        status: 200,
        errorSource: 'emit-usage-event',
        errorReason: 'EventIncomplete',
      },
      counters: null,
    });
  });

  it('is not done again in on-error where a later policy of outbound fails', async () => {
    const failing =
      '<set-header name="x" exists-action="override"><value>@(((string)null).Trim())</value></set-header>';
    const broken = await withFragment('emit-usage-event', (xml) =>
      xml.replace(
        '</fragment>',
        `<choose><when condition="@(context.LastError == null)">${failing}</when></choose></fragment>`,
      ),
    );
    const result = await broken.handle(chatCall(good));
    expect(result.lastError).toMatchObject({ section: 'outbound' });
    expect(observationOf(result).counters).toEqual({ prompt_tokens: 1 });
  });

  it('spreads over the partitions by request id, to the logger of the usage hub', async () => {
    const { events } = await execute(chatCall(good));
    expect(events.map(({ loggerId, partitionKey }) => [loggerId, partitionKey])).toEqual([
      ['llm-usage', requestId],
    ]);
  });

  it('is CloudEvents 1.0, whose source is the gateway and its region', async () => {
    const { events } = await execute(chatCall(good));
    expect(JSON.parse(events[0]?.text ?? '')).toMatchObject({
      specversion: '1.0',
      id: requestId,
      source: '/apim/apim-contoso/westeurope',
      type: 'llm.usage.v1',
      time: '2026-11-02T10:16:00.1234567Z',
      subject: 'azure-openai/an-operation',
    });
  });
});
