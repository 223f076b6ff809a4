// The files in which a person would push the reference data of a run.
import { instantOf } from '../../../shared/domain/instant';
import { listedDeployments, routerModel, usualSku } from './deployments';
import { longPromptTokens } from './draw-call';
import { units, type ModelPrices, type Reference } from './reference-plan';

/** `replaces`: the version that is restated, if any. */
export const fileOf = (reference: Reference, replaces: string | undefined): object => {
  const header = {
    kind: reference.kind,
    validFrom: instantOf(reference.fromMs),
    reason: 'simulation',
    ...(replaces !== undefined && { replaces }),
  };
  if (reference.kind === 'businessUnits') {
    return {
      ...header,
      businessUnits: units.map((id) => ({
        id,
        name: `Unit ${id}`,
        costCentre: `cc-${id}`,
        members: {
          subscriptionIds: reference.owned[id] ?? [],
          productIds: reference.products[id] ?? [],
        },
      })),
    };
  }
  const entry = (prices: ModelPrices, { tier, abovePromptTokens = 0 }: Terms = {}): object => ({
    skus: [usualSku],
    ...(tier !== undefined && { serviceTiers: [tier] }),
    abovePromptTokens,
    prices: Object.fromEntries(
      Object.entries(prices).map(([meter, price]) => [meter, decimal(price, 6)]),
    ),
  });
  return {
    ...header,
    currency: reference.currency,
    models: [
      {
        model: 'gpt-4o',
        aliases: ['gpt-4o-2024-11-20'],
        entries: [
          entry(reference.gpt4o),
          entry(reference.gpt4oLong, { abovePromptTokens: longPromptTokens }),
          entry(reference.gpt4oPriority, { tier: 'priority' }),
          entry(reference.gpt4oFlex, { tier: 'flex' }),
        ],
      },
      { model: 'gpt-5-mini', entries: [entry(reference.gpt5mini)] },
      { model: routerModel, router: true, entries: [entry(reference.router)] },
    ],
  };
};

interface Terms {
  readonly tier?: string;
  readonly abovePromptTokens?: number;
}

export const deploymentsFile = {
  kind: 'deployments',
  validFrom: '2026-01-01',
  reason: 'simulation',
  defaultSku: usualSku,
  deployments: listedDeployments,
};

/** An integer of the last digit as a plain decimal without trailing zeros. */
export const decimal = (amount: number | bigint, digits: number): string => {
  const text = String(amount).padStart(digits + 1, '0');
  const fraction = text.slice(text.length - digits).replace(/0+$/, '');
  return `${text.slice(0, text.length - digits)}${fraction === '' ? '' : `.${fraction}`}`;
};
