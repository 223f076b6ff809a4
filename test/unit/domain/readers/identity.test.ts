import {
  asResponseId,
  foreignRequestId,
  gatewayRequestId,
  positionRequestId,
} from '../../../../shared/domain/readers/identity';
import { identityCharsMax } from '../../../../shared/limits';
import { hubPosition } from '../../../support/raw-events';

const maker = { dialect: 'other', service: 'contoso' };

describe("the gateway's own id", () => {
  it('is the same however its letters are written', () => {
    const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
    expect(gatewayRequestId(id.toUpperCase(), maker)).toBe(id);
    expect(gatewayRequestId(id, { dialect: 'another', service: 'x' })).toBe(id);
  });

  it('is foreign where it is no GUID', () => {
    expect(gatewayRequestId('request-1', maker)).toBe('other:contoso:request-1');
  });
});

describe('a foreign id', () => {
  it('never meets the same id of another service or dialect', () => {
    const ids = [
      foreignRequestId('1', maker),
      foreignRequestId('1', { ...maker, service: 'fabrikam' }),
      foreignRequestId('1', { ...maker, dialect: 'another' }),
      foreignRequestId('o:1', { ...maker, service: 'contos' }),
      foreignRequestId('1', { ...maker, service: 'contoso:o' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([
    ...['a/b', 'a\\b', 'a?b', 'a#b', 'a b', 'a\u0000b', 'é', '', 'x'.repeat(2000)],
    ...['someone@example.com', '0123456789abcdef0123456789ABCDEF'],
  ])('is safe in the store and in any log: %j', (id) => {
    expect(foreignRequestId(id, maker)).toMatch(/^other:[0-9a-f]{64}$/);
    expect(foreignRequestId(id, maker)).toBe(foreignRequestId(id, maker));
    expect(foreignRequestId(id, maker)).not.toBe(foreignRequestId(`${id}x`, maker));
  });

  it('is kept readable up to its bound, and is a digest beyond it', () => {
    const longest = 'x'.repeat(identityCharsMax - 'other:contoso:'.length);
    expect(foreignRequestId(longest, maker)).toBe(`other:contoso:${longest}`);
    expect(foreignRequestId(`${longest}x`, maker)).toMatch(/^other:[0-9a-f]{64}$/);
  });
});

describe('the identity of an event without an id', () => {
  const position = 'position:contoso.servicebus.windows.net:llm-usage:0:42';

  it('is where it stands in its hub', () => {
    expect(positionRequestId(hubPosition, 3)).toBe(`${position}:2026-11-02T10:16:00.000Z:3`);
  });

  it('is another one in a hub that was created anew', () => {
    const recreated = { ...hubPosition, enqueuedTime: '2026-11-03T00:00:00.000Z' as never };
    expect(positionRequestId(recreated, 0)).not.toBe(positionRequestId(hubPosition, 0));
  });

  it.each(['a/b', 'x'.repeat(300)])('is safe in the store where the hub is called %j', (hub) => {
    const id = positionRequestId({ ...hubPosition, hub }, 0);
    expect(id).toMatch(/^position:[0-9a-f]{64}$/);
    expect(positionRequestId({ ...hubPosition, hub }, 1)).not.toBe(id);
  });
});

describe("a response's id", () => {
  it.each(['chatcmpl-x1', 'cmpl-x1', 'resp_x1', 'msg_x1'])(
    'is one that a model gives: %s',
    (id) => {
      expect(asResponseId(id)).toBe(id);
    },
  );

  it.each([
    undefined,
    '9b2f7a10-1111-4222-8333-944455556666',
    'ai-1',
    `resp_${'x'.repeat(260)}`,
    'resp_a b',
    'msg_someone@example.com',
  ])('is none that a policy made up, and none that is too long: %s', (id) => {
    expect(asResponseId(id)).toBeUndefined();
  });
});
