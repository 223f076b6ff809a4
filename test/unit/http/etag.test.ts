import { etagOfDigest, matchesIfNoneMatch } from '../../../shared/http/etag';

describe('entity tags', () => {
  const digest = 'ab'.repeat(32);
  const tag = etagOfDigest(digest);

  it('are strong, quoted, equal for equal content and different for other content', () => {
    expect(tag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(etagOfDigest(digest)).toBe(tag);
    expect(etagOfDigest(`0${digest.slice(1)}`)).not.toBe(tag);
    expect(etagOfDigest(digest, 'gzip')).toBe(tag.replace(/"$/, '-gzip"'));
  });

  it.each([
    ['the tag itself', (own: string) => own, true],
    ['a weak form of it', (own: string) => `W/${own}`, true],
    ['a list that has it', (own: string) => `"a,b", W/"c" ,${own}`, true],
    ['an asterisk', () => ' * ', true],
    ['another tag', () => '"other"', false],
    ['the tag without quotes', (own: string) => own.replaceAll('"', ''), false],
    ['an empty header', () => '', false],
    ['a list without it', (own: string) => `"x${own.slice(1)}, W/"*"`, false],
  ])('match %s as RFC 9110 says', (_, header, matches) => {
    expect(matchesIfNoneMatch(header(tag), tag)).toBe(matches);
  });

  it('match nothing where there is no header', () => {
    expect(matchesIfNoneMatch(null, tag)).toBe(false);
  });
});
