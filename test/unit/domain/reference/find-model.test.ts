import { parseInstant } from '../../../../shared/domain/instant';
import { findModel, type ModelFinding } from '../../../../shared/domain/reference/find-model';
import { compilePriceBook } from '../../../../shared/domain/reference/find-price';
import type { PricedModel } from '../../../../shared/domain/reference/price-book';

const priced = (model: string, ...aliases: readonly string[]): PricedModel => ({
  model,
  aliases,
  entries: [],
});

const book = compilePriceBook({
  version: 'v',
  validFrom: parseInstant('2026-01-01T00:00:00Z')!,
  currency: 'USD',
  models: [
    priced('gpt-4', 'gpt-4-0613'),
    priced('gpt-4-1106-preview'),
    priced('gpt-4o', 'gpt-4o-2024-08-06', 'gpt-4o-2024-11-20'),
    priced('gpt-4o-mini'),
    priced('GPT-35-Turbo', 'gpt-3.5-turbo'),
    priced('gpt-35-turbo-0125', 'gpt-3.5-turbo-0125'),
    priced('gpt-4o-2024-05-13'),
    priced('gpt-4.1'),
    priced('gpt-4.1.ft'),
    priced('gpt-5-nano', 'gpt-5-nano-2025-08-07'),
    priced('model-router', 'router-of-2025'),
    { ...priced('smart-choice'), router: true },
    { ...priced('model-router-for-books'), router: false },
  ],
});

interface Asked {
  readonly stated?: string | null;
  readonly model?: string | null;
  readonly billedAs?: string | null;
  readonly deployments?: readonly (string | null)[];
}

const find = (asked: Asked, inForce: typeof book | undefined = book): ModelFinding => {
  const { stated = null, model = null, billedAs = null, deployments = ['chat', null] } = asked;
  return findModel({ stated, deployments, listed: { model, billedAs } }, inForce);
};
const certain = (model: string | null): ModelFinding => ({ model, router: null, differs: false });

describe('the model that is billed', () => {
  it('is the one that either the response or the list names, or none', () => {
    expect(find({ stated: 'gpt-4o' })).toEqual(certain('gpt-4o'));
    expect(find({ model: 'gpt-4o' })).toEqual(certain('gpt-4o'));
    expect(find({})).toEqual(certain(null));
  });

  it.each([['gpt-4o'], ['chat-prod']])(
    'is the listed one if the response only echoes the deployment: %s',
    (name) => {
      const asked = { stated: name, model: 'gpt-4o-mini' };
      expect(find({ ...asked, deployments: [name, name] })).toEqual(certain('gpt-4o-mini'));
      // After a spill-over, either deployment may be echoed.
      expect(find({ ...asked, deployments: ['ptu', name] })).toEqual(certain('gpt-4o-mini'));
    },
  );

  it.each([
    ['gpt-4', 'gpt-4-1106-preview'],
    ['gpt-3.5-turbo', 'gpt-35-turbo-0125'],
    ['gpt-35-turbo', 'gpt-3.5-turbo-0125'],
    ['gpt-4o', 'gpt-4o-2024-05-13'],
    ['gpt-4.1', 'gpt-4.1.ft-0a1b'],
    ['gpt-4.1', 'gpt-4.1-2025-04-14.ft-0a1b'],
  ])('is the listed one if it is the more specific name: %s beside %s', (stated, model) => {
    expect(find({ stated, model })).toEqual(certain(model));
  });

  it.each([
    ['gpt-4o-2024-08-06', 'gpt-4o'],
    ['gpt-4o-2024-08-06', 'gpt-4o-2024-11-20'],
    ['gpt-3.5-turbo', 'gpt-35-turbo'],
    ['gpt-4o-2024-11-20.ft-1', 'gpt-4o'],
    ['gpt-4.1.ft-1', 'gpt-4.1'],
    ['gpt-4o-2027-01-01', 'gpt-4o'],
  ])(
    'is no difference where the price book or fine-tuning joins the names: %s, %s',
    (stated, model) => {
      expect(find({ stated, model })).toEqual(certain(stated));
    },
  );

  it.each([
    ['gpt-4o', 'gpt-4o-mini'],
    ['gpt-4o-mini', 'gpt-4o'],
    ['gpt-4o', 'gpt-4'],
    ['gpt-4-0613', 'gpt-4-1106-preview'],
    ['gpt-4o-2024-05-13', 'gpt-4o'],
    ['gpt-9', 'gpt-4o'],
    ['gpt-4.1.ft-1', 'gpt-4o'],
  ])(
    'is the stated one where it is another model, and the difference counts: %s, %s',
    (stated, model) => {
      expect(find({ stated, model })).toEqual({ model: stated, router: null, differs: true });
    },
  );

  it('is what the list says that it is billed as, whatever the response says', () => {
    const asked = { model: 'model-router', billedAs: 'gpt-4.1' };
    expect(find({ ...asked, stated: 'gpt-4o' })).toEqual(certain('gpt-4.1'));
    expect(find(asked)).toEqual(certain('gpt-4.1'));
  });

  it.each(['model-router', 'router-of-2025', 'smart-choice', 'model-router-2027-01-01'])(
    'is the one that answered where a router is listed, which is no difference: %s',
    (router) => {
      const stated = 'gpt-5-nano-2025-08-07';
      expect(find({ stated, model: router })).toEqual({ model: stated, router, differs: false });
    },
  );

  it.each([[null], ['model-router'], ['router-of-2025'], ['chat']])(
    'is unknown where a router is listed and no source names the model that answered: %s',
    (stated) => {
      const finding = find({ stated, model: 'model-router' });
      expect(finding).toEqual({ model: null, router: 'model-router', differs: false });
    },
  );

  it('is as the list says where the book states that a model of that name is no router', () => {
    expect(find({ model: 'model-router-for-books' })).toEqual(certain('model-router-for-books'));
  });

  it('is found by names alone where no price book is in force', () => {
    expect(
      findModel(
        { stated: 'gpt-4', deployments: [], listed: { model: 'gpt-4-0613', billedAs: null } },
        undefined,
      ),
    ).toEqual(certain('gpt-4-0613'));
    expect(
      findModel(
        { stated: 'o3', deployments: [], listed: { model: 'model-router', billedAs: null } },
        undefined,
      ).router,
    ).toBe('model-router');
    expect(
      findModel(
        { stated: 'o3', deployments: [], listed: { model: 'gpt-4', billedAs: null } },
        undefined,
      ).differs,
    ).toBe(true);
  });
});
