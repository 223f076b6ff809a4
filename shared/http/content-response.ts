// Answers with content that a client may keep and ask about again: private, always revalidated.
import { etagOf, matchesIfNoneMatch } from './etag';
import type { HttpAnswer, HttpQuestion } from './http-answer';
import { contentTypes, type Format } from './media-type';

export interface Content {
  readonly format: Format;
  readonly text: string;
  /** Name under which a CSV file is saved, without its extension. */
  readonly fileName: string;
}

export const contentResponse = (
  request: HttpQuestion,
  { format, text, fileName }: Content,
): HttpAnswer => {
  const etag = etagOf(text);
  const validators = { ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Accept' };
  if (matchesIfNoneMatch(request.headers.get('if-none-match'), etag)) {
    return { status: 304, headers: validators };
  }
  const headers: Record<string, string> = { ...validators, 'Content-Type': contentTypes[format] };
  if (format === 'csv') {
    headers['Content-Disposition'] = `attachment; filename="${safeFileName(fileName)}.csv"`;
  }
  return { status: 200, headers, ...(request.method === 'HEAD' ? {} : { body: text }) };
};

// Ids of business units are free text: a quote or a line break must not end the header.
const safeFileName = (name: string): string => name.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 100);
