import fc from 'fast-check';
import { foldName, foldNullable } from '../../../shared/domain/fold-name';

describe('a folded name', () => {
  it('is the same for every spelling that differs in case alone', () => {
    expect(foldName('GPT-4o_Prod')).toBe('gpt-4o_prod');
    expect(foldName('GRÖSSE')).toBe(foldName('grösse'));
    // The final sigma is the only letter whose lower case depends on its place.
    expect(foldName('ΛΟΓΟΣ')).toBe(foldName('λογος'));
    expect(foldName('ΛΟΓΟΣ')).toBe(foldName('λογοσ'));
  });

  it('does not depend on a locale: the Turkish letters stay apart from i', () => {
    expect(foldName('TITLE')).toBe('title');
    expect(foldName('tıtle')).not.toBe('title');
  });

  it('does not change when it is folded again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(foldName(foldName(name))).toBe(foldName(name));
      }),
    );
  });

  it('of no name is no name', () => {
    expect(foldNullable(null)).toBeNull();
    expect(foldNullable('A')).toBe('a');
  });
});
