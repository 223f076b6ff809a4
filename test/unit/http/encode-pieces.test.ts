import { gunzipSync } from 'node:zlib';

import { acceptsGzip } from '../../../shared/http/accepts-gzip';
import { encodePieces } from '../../../shared/http/encode-pieces';
import { iterated } from '../../support/open-report';

const options = { acceptsGzip: true, compressedBytesMin: 100 };
const short = ['a', 'b'];
const long = Array.from({ length: 50 }, (_, index) => `piece ${index}, \u00fc`);

describe('pieces of text as a body', () => {
  it('stay as they are where they are short, or the client takes no gzip', async () => {
    for (const [pieces, accepts] of [
      [short, true],
      [long, false],
    ] as const) {
      const answer = await encodePieces(iterated(pieces), { ...options, acceptsGzip: accepts });
      expect(answer.isCompressed).toBe(false);
      expect(Buffer.from(answer.bytes).toString()).toBe(pieces.join(''));
    }
  });

  it('are compressed where they are long, and come back whole', async () => {
    const answer = await encodePieces(iterated(long), options);
    expect(answer.isCompressed).toBe(true);
    expect(gunzipSync(answer.bytes).toString()).toBe(long.join(''));
  });

  it('have the digest of their text, however they are cut, encoded or asked for', async () => {
    const digests = await Promise.all([
      encodePieces(long, options),
      encodePieces([long.join('')], options),
      encodePieces(long, { ...options, acceptsGzip: false }),
      encodePieces(long, { ...options, isDigestOnly: true }),
    ]);
    expect(new Set(digests.map(({ sha256 }) => sha256)).size).toBe(1);
    expect(digests[3]).toMatchObject({ isCompressed: true, bytes: { length: 0 } });
  });

  it('fail as their source fails', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await -- a source that fails
    async function* broken(): AsyncIterable<string> {
      yield* long;
      throw new Error('swept');
    }
    await expect(encodePieces(broken(), options)).rejects.toThrow('swept');
  });
});

describe('a client', () => {
  it.each([
    [null, false],
    ['', false],
    ['gzip', true],
    ['br, GZIP;q=0.5', true],
    ['gzip;q=0', false],
    ['*', true],
    ['*;q=0', false],
    ['identity', false],
  ])('with Accept-Encoding %j takes gzip: %s', (header, takes) => {
    expect(acceptsGzip(header)).toBe(takes);
  });
});
