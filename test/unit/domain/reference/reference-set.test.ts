import { compileReferenceSet } from '../../../../shared/domain/reference/compile-reference-set';
import { versionAt } from '../../../../shared/domain/reference/reference-set';
import type { Instant } from '../../../../shared/domain/instant';
import { referenceSetOf } from '../../../../shared/domain/reference/reference-version';
import { priceBookFile } from '../../../support/reference-files';
import { referenceSetOfFiles } from '../../../support/reference-set-of-files';

const at = (day: string): Instant => `${day}T00:00:00.000Z` as Instant;
const files = ['2026-01-01', '2026-03-01'].map((validFrom) => ({
  name: validFrom,
  content: { ...priceBookFile({ validFrom }) },
}));

describe('the version in force', () => {
  const versions = [{ validFrom: at('2026-01-01') }, { validFrom: at('2026-03-01') }];

  it('is the last one that is valid from that time or before', () => {
    expect(versionAt(versions, at('2026-02-28'))).toBe(versions[0]);
    expect(versionAt(versions, at('2026-03-01'))).toBe(versions[1]);
  });

  it('is none before the first one', () => {
    expect(versionAt(versions, at('2025-12-31'))).toBeUndefined();
  });
});

describe('a compiled reference set', () => {
  it('gives the same compiled version for every time at which it is in force', () => {
    const compiled = compileReferenceSet(referenceSetOfFiles(files));
    const january = compiled.referencesAt(at('2026-01-01')).priceBook;
    expect(compiled.referencesAt(at('2026-02-01')).priceBook).toBe(january);
    expect(compiled.referencesAt(at('2026-03-01')).priceBook).not.toBe(january);
    expect(compiled.referencesAt(at('2025-12-31')).priceBook).toBeUndefined();
  });
});

describe('the fingerprint of a reference set', () => {
  it('counts versions that are in force and were not loaded', () => {
    const body = { kind: 'priceBook', currency: 'USD', models: [] } as const;
    const version = (day: string, digest: string) => ({
      content: { ...body, version: day, validFrom: at(day) },
      digest,
      recordedAt: at(day),
      recordedBy: 'test',
      reason: 'test',
    });
    const [old, recent] = [version('2020-01-01', 'a'), version('2026-01-01', 'b')] as const;
    const unloaded = { kind: 'priceBook', version: '2020-01-01', digest: 'a' } as const;
    const whole = referenceSetOf([old, recent]).fingerprint;
    expect(referenceSetOf([recent], [unloaded]).fingerprint).toBe(whole);
    expect(referenceSetOf([recent]).fingerprint).not.toBe(whole);
  });
});
