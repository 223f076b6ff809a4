import { sha256 } from '../../../../shared/domain/digest';
import { factsOf } from '../../../../shared/domain/readers/dialect';

const key = '0123456789abcdef0123456789ABCDEF';

describe('facts', () => {
  it('are without what the source does not say', () => {
    expect(factsOf({ model: undefined, streamed: false })).toEqual({ streamed: false });
  });

  it.each(['subscriptionId', 'productId', 'appId'] as const)(
    'know the caller by a hash where a subscription key was sent as %s',
    (name) => {
      expect(factsOf({ dialect: 'x', [name]: key })).toEqual({
        dialect: 'x',
        keyHash: sha256(key),
      });
    },
  );

  it.each(['01234567-89ab-cdef-0123-456789abcdef', key.slice(1), `${key}0`, sha256(key), 'team-a'])(
    'keep an id that is no subscription key: %s',
    (subscriptionId) => {
      expect(factsOf({ subscriptionId })).toEqual({ subscriptionId });
    },
  );

  it('prefer the hash of the key that the gateway names as such', () => {
    const facts = { keyHash: 'hash' };
    for (const said of [
      { ...facts, appId: key },
      { appId: key, ...facts },
    ]) {
      expect(factsOf(said)).toEqual(facts);
    }
  });

  it('keep what only looks like a key in what is no caller', () => {
    expect(factsOf({ responseId: key })).toEqual({ responseId: key });
  });
});
