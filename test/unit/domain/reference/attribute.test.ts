import { sha256 } from '../../../../shared/domain/digest';
import {
  callerName,
  compileBusinessUnits,
  type Caller,
} from '../../../../shared/domain/reference/attribute';
import type {
  BusinessUnit,
  BusinessUnits,
} from '../../../../shared/domain/reference/business-units';

const unit = (id: string, members: Partial<BusinessUnit['members']>): BusinessUnit => ({
  id,
  name: id,
  costCentre: '1',
  members: { subscriptionIds: [], keyHashes: [], appIds: [], productIds: [], ...members },
});

const unitsOf = (...businessUnits: readonly BusinessUnit[]): BusinessUnits => ({
  version: 'v1',
  validFrom: '2026-01-01T00:00:00.000Z' as BusinessUnits['validFrom'],
  businessUnits,
});

const units = compileBusinessUnits(
  unitsOf(
    unit('by-subscription', { subscriptionIds: ['Sub-1', 'shared'] }),
    unit('by-key', { keyHashes: ['aa'] }),
    unit('by-app', { appIds: ['app-1'] }),
    unit('by-product', { productIds: ['product-1', 'shared'] }),
  ),
);
const nobody: Caller = { subscriptionId: null, keyHash: null, appId: null, productId: null };

describe('a caller', () => {
  const everything = {
    subscriptionId: 'sub-1',
    keyHash: 'aa',
    appId: 'app-1',
    productId: 'product-1',
  };

  it('belongs by its subscription first, then its key, its app, its product', () => {
    expect(units.unitOf(everything)).toBe('by-subscription');
    expect(units.unitOf({ ...everything, subscriptionId: null })).toBe('by-key');
    expect(units.unitOf({ ...nobody, appId: 'app-1', productId: 'product-1' })).toBe('by-app');
    expect(units.unitOf({ ...nobody, productId: 'product-1' })).toBe('by-product');
  });

  it('belongs by the next identity where no unit has the one before', () => {
    expect(units.unitOf({ ...everything, subscriptionId: 'other', keyHash: 'bb' })).toBe('by-app');
  });

  it('is recognised whatever the case of its ids', () => {
    expect(units.unitOf({ ...nobody, subscriptionId: 'SUB-1' })).toBe('by-subscription');
    expect(units.unitOf({ ...nobody, keyHash: 'AA' })).toBe('by-key');
  });

  it.each([
    ['in lower case', sha256('a key')],
    ['in upper case', sha256('a key').toUpperCase()],
  ])('is recognised where its gateway sent the hash of the key already, %s', (_what, sent) => {
    const listed = compileBusinessUnits(unitsOf(unit('by-key', { keyHashes: [sha256('a key')] })));
    expect(listed.unitOf({ ...nobody, keyHash: sha256(sent) })).toBe('by-key');
    expect(listed.unitOf({ ...nobody, keyHash: sha256('a key') })).toBe('by-key');
    expect(listed.unitOf({ ...nobody, keyHash: sha256(sha256(sent)) })).toBe('unattributed');
  });

  it('belongs to the unit that lists what is stored, before one that lists what was hashed', () => {
    const hash = sha256('a key');
    const listed = compileBusinessUnits(
      unitsOf(
        unit('hashed', { keyHashes: [hash] }),
        unit('as-it-is', { keyHashes: [sha256(hash)] }),
      ),
    );
    expect(listed.unitOf({ ...nobody, keyHash: sha256(hash) })).toBe('as-it-is');
    expect(listed.unitOf({ ...nobody, keyHash: hash })).toBe('hashed');
  });

  it('is not taken for another by an id of another sort', () => {
    expect(units.unitOf({ ...nobody, productId: 'shared' })).toBe('by-product');
    expect(units.unitOf({ ...nobody, appId: 'sub-1' })).toBe('unattributed');
  });

  it('is unattributed where no unit has it, where it is unknown, and before the first version', () => {
    expect(units.unitOf({ ...nobody, subscriptionId: 'constructor' })).toBe('unattributed');
    expect(units.unitOf(nobody)).toBe('unattributed');
    expect(compileBusinessUnits(undefined).unitOf(everything)).toBe('unattributed');
  });

  it('is called by its most telling identity', () => {
    expect(callerName(everything)).toBe('subscription:sub-1');
    expect(callerName({ ...everything, subscriptionId: null })).toBe('key:aa');
    expect(callerName({ ...nobody, appId: 'app-1', productId: 'p' })).toBe('app:app-1');
    expect(callerName({ ...nobody, productId: 'p' })).toBe('product:p');
    expect(callerName(nobody)).toBeNull();
  });
});
