import { senderOf } from '../../../../shared/app/ingest/sender-of';
import { sendersPerFormMax } from '../../../../shared/limits';

describe('the sender of a rejected item', () => {
  it.each([
    ['a CloudEvent', { source: '/apim/contoso/westeurope' }, /^event-\d\d$/],
    ['a diagnostic record', { resourceId: '/SUBSCRIPTIONS/1' }, /^log-\d\d$/],
    ['a row of Log Analytics', { _ResourceId: '/subscriptions/1' }, /^log-\d\d$/],
    ['an object that names no service', { hello: 'world' }, /^unknown$/],
    ['an object whose service is no text', { source: 7, resourceId: '' }, /^unknown$/],
    ['a text', 'not JSON', /^unknown$/],
    ['nothing', null, /^unknown$/],
  ])('of %s follows from the form and the service that it names', (_what, item, expected) => {
    expect(senderOf(item)).toMatch(expected);
  });

  it('is the same in upper and lower case', () => {
    expect(senderOf({ resourceId: '/SUBSCRIPTIONS/A' })).toBe(
      senderOf({ resourceId: '/subscriptions/a' }),
    );
  });

  it('shows nothing of the text that the item holds, and there are only so many', () => {
    const senders = new Set(
      Array.from({ length: 2_000 }, (_, index) => senderOf({ source: `secret-${index}` })),
    );
    expect(senders.size).toBe(sendersPerFormMax);
    expect([...senders].join()).not.toContain('secret');
  });
});
