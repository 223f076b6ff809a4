// The policy of Microsoft's blog on charging back a shared Azure OpenAI instance: counts as texts, US
// dates, the raw subscription key, and no id.
import { factsOf, observedUnless, type Dialect, type ReadContext } from './dialect';
import { Faults, FieldReader, type Fields } from './field-reader';
import { positionRequestId } from './identity';
import type { Reading } from './reading';
import { readStatedCounts } from './stated-counts';

export const chargebackBlog: Dialect = {
  claims: (body) => 'AppKey' in body && 'TotalTokens' in body,
  read: (body, context) => [readBlogEvent(body, context)],
};

const readBlogEvent = (body: Fields, { position }: ReadContext): Reading => {
  const faults = new Faults();
  const event = new FieldReader(body, faults);
  const occurredAt = event.instant('Timestamp');
  if (typeof occurredAt !== 'string') return occurredAt;
  return observedUnless(faults, {
    requestId: positionRequestId(position, 0),
    source: 'policy',
    occurredAt,
    facts: factsOf({
      dialect: 'chargeback-blog',
      keyHash: event.keyHash('AppKey'),
      operation: event.text('ApiOperation'),
    }),
    counters: readStatedCounts(event, {
      PromptTokens: 'prompt_tokens',
      CompletionTokens: 'completion_tokens',
      TotalTokens: 'total_tokens',
    }),
  });
};
