import {
  billedTier,
  canonicalTier,
  effectiveTier,
  type StatedTiers,
} from '../../../../shared/domain/reference/effective-tier';

const standard = { sku: 'GlobalStandard', serviceTier: null };
const setTo = (serviceTier: string) => ({ ...standard, serviceTier });
const stated = (members: Partial<StatedTiers>): StatedTiers => ({
  serviceTier: null,
  requestedTier: null,
  outcome: 'success',
  ...members,
});

describe('the effective tier', () => {
  it('is the one that served, whatever was asked for and set', () => {
    const tier = effectiveTier(
      stated({ serviceTier: 'default', requestedTier: 'priority' }),
      setTo('priority'),
    );
    expect(tier).toEqual({ kind: 'served', tier: 'default' });
    expect(billedTier(tier)).toBe('default');
  });

  it.each(['standard', 'Standard', 'default', 'DEFAULT'])(
    'has one name for the usual tier: %s is default',
    (serviceTier) => {
      expect(effectiveTier(stated({ serviceTier }), standard)).toEqual({
        kind: 'served',
        tier: 'default',
      });
    },
  );

  it('is a requested flex for certain if the request succeeded, and assumed otherwise', () => {
    const flex = stated({ requestedTier: 'flex' });
    expect(effectiveTier(flex, setTo('priority'))).toEqual({ kind: 'requested', tier: 'flex' });
    expect(effectiveTier({ ...flex, outcome: 'clientError' }, standard)).toEqual({
      kind: 'assumed',
      tier: 'flex',
    });
  });

  it('is default for certain if the request asked for it, on any deployment', () => {
    for (const requestedTier of ['default', 'standard_only']) {
      const tier = effectiveTier(stated({ requestedTier }), setTo('priority'));
      expect(tier).toEqual({ kind: 'requested', tier: 'default' });
    }
  });

  it('is assumed if only the request or the deployment names it, since the service may give less', () => {
    const assumed = { kind: 'assumed', tier: 'priority' };
    expect(effectiveTier(stated({ requestedTier: 'Priority' }), standard)).toEqual(assumed);
    for (const requestedTier of ['auto', 'none', null]) {
      const tier = effectiveTier(stated({ requestedTier }), setTo('priority'));
      expect(tier).toEqual(assumed);
      expect(billedTier(tier)).toBe('priority');
    }
  });

  it('is none if the request is known to leave it to a deployment without one', () => {
    for (const requestedTier of ['auto', 'none']) {
      for (const deployment of [standard, setTo('default')]) {
        const tier = effectiveTier(stated({ requestedTier }), deployment);
        expect(tier).toEqual({ kind: 'none' });
        expect(billedTier(tier)).toBe('default');
      }
    }
  });

  it('takes a response that repeats auto for what the request asked, not for what served', () => {
    expect(effectiveTier(stated({ serviceTier: 'auto' }), setTo('priority'))).toEqual({
      kind: 'assumed',
      tier: 'priority',
    });
    expect(effectiveTier(stated({ serviceTier: 'auto' }), standard)).toEqual({ kind: 'none' });
  });

  it('is unknown, and billed as default, where no source knows what was asked for', () => {
    const tier = effectiveTier(stated({}), { ...standard, sku: null });
    expect(tier).toEqual({ kind: 'unknown' });
    expect(billedTier(tier)).toBe('default');
  });

  it.each(['GlobalProvisionedManaged', 'ProvisionedManaged', 'DataZoneBatch'])(
    'of capacity without tiers is none, whatever was asked for: %s',
    (sku) => {
      const tier = effectiveTier(stated({ requestedTier: 'priority' }), { sku, serviceTier: null });
      expect(tier).toEqual({ kind: 'none' });
    },
  );
});

it('a tier has one name in price books, deployment lists and responses', () => {
  expect(['standard', 'standard_only', 'default', 'flex'].map(canonicalTier)).toEqual([
    'default',
    'default',
    'default',
    'flex',
  ]);
});
