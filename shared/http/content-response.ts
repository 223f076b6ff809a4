// Answers with content that a client may keep and ask about again: private, always revalidated, and
// compressed where it is long.
import { compressedBytesMin } from '../limits';
import { acceptsGzip } from './accepts-gzip';
import { encodePieces } from './encode-pieces';
import { etagOfDigest, matchesIfNoneMatch } from './etag';
import type { HttpAnswer, HttpQuestion } from './http-answer';
import { contentTypes, type Format } from './media-type';

export interface Content {
  readonly format: Format;
  /** The text in pieces, which are asked for one after another. */
  readonly pieces: AsyncIterable<string> | Iterable<string>;
  /** Name under which a CSV file is saved, without its extension. */
  readonly fileName: string;
}

export const contentResponse = async (
  request: HttpQuestion,
  { format, pieces, fileName }: Content,
): Promise<HttpAnswer> => {
  const isHead = request.method === 'HEAD';
  const { bytes, isCompressed, sha256 } = await encodePieces(pieces, {
    acceptsGzip: acceptsGzip(request.headers.get('accept-encoding')),
    compressedBytesMin,
    isDigestOnly: isHead,
  });
  // A strong tag is of the bytes as they are sent, so each encoding has its own.
  const etag = etagOfDigest(sha256, isCompressed ? 'gzip' : undefined);
  const validators = {
    ETag: etag,
    'Cache-Control': 'private, no-cache',
    Vary: 'Accept, Accept-Encoding',
  };
  if (matchesIfNoneMatch(request.headers.get('if-none-match'), etag)) {
    return { status: 304, headers: validators };
  }
  const headers: Record<string, string> = { ...validators, 'Content-Type': contentTypes[format] };
  if (isCompressed) headers['Content-Encoding'] = 'gzip';
  if (format === 'csv') {
    headers['Content-Disposition'] = `attachment; filename="${safeFileName(fileName)}.csv"`;
  }
  return { status: 200, headers, ...(isHead ? {} : { body: bytes }) };
};

// Ids of business units are free text: a quote or a line break must not end the header.
const safeFileName = (name: string): string => name.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 100);
