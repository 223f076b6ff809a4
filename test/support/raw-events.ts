// Raw events for tests: bodies at one fixed place of one hub.
import type { Instant } from '../../shared/domain/instant';
import { readEvent } from '../../shared/domain/readers/read-event';
import type { HubPosition, ReaderOptions, Reading } from '../../shared/domain/readers/reading';

export const hubPosition: HubPosition = {
  namespace: 'contoso.servicebus.windows.net',
  hub: 'llm-usage',
  partition: '0',
  sequenceNumber: 42,
  enqueuedTime: '2026-11-02T10:16:00.000Z' as Instant,
};

/** The one API of the fixtures that is a language model's. */
export const readerOptions: ReaderOptions = { isLlmApi: (api) => api === 'azure-openai' };

export const readBody = (body: unknown): readonly Reading[] =>
  readEvent({ body, position: hubPosition }, readerOptions);
