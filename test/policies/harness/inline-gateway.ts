// A gateway for the policies that a test writes itself, with a call that says only what matters.
import { openGateway } from './gateway';
import type { BackendAnswer, GatewayRequest, GatewayResult } from './gateway-call';
import { writeApis, type Sections } from './inline-policies';

export interface InlineGateway<Name extends string> {
  call(api: Name, more?: Partial<GatewayRequest>): Promise<GatewayResult>;
  close(): Promise<void>;
}

export const answer: BackendAnswer = {
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: '{"usage":{"total_tokens":42}}',
};

export const requestBody = '{"at":"2024-01-01T00:00:00+02:00","n":0.70}';

export const openInlineGateway = async <Name extends string>(
  apis: Readonly<Record<Name, Sections>>,
  namedValues: Readonly<Record<string, string>> = {},
): Promise<InlineGateway<Name>> => {
  const policies = writeApis(apis);
  const gateway = await openGateway({ policiesDir: policies.directory, namedValues });
  return {
    call: (api, more = {}) =>
      gateway.handle({
        api,
        method: 'POST',
        url: '/chat?api-version=1',
        headers: { 'api-key': 'k' },
        body: requestBody,
        backends: [answer],
        ...more,
      }),
    close: async () => {
      await gateway.close();
      policies.remove();
    },
  };
};

/** A log-to-eventhub policy with this text. */
export const log = (text: string): string =>
  `<log-to-eventhub logger-id="events" partition-key="@(context.RequestId.ToString())">${text}</log-to-eventhub>`;

export const texts = ({ events }: GatewayResult): readonly string[] =>
  events.map(({ text }) => text);
