import type { Problem } from '../../../../shared/domain/reference/problems';
import type { PriceBook } from '../../../../shared/domain/reference/price-book';
import { readReferenceFile } from '../../../../shared/domain/reference/reference-file';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
} from '../../../support/reference-files';

type PriceBookBody = Pick<PriceBook, 'models'>;

const problemsOf = (value: unknown): readonly Problem[] => readReferenceFile(value).problems;
const errorAt = (path: string, message: string): unknown =>
  expect.objectContaining({
    severity: 'error',
    path,
    message: expect.stringContaining(message) as unknown,
  });

describe('a reference file', () => {
  it('is read with its header', () => {
    const { file, problems } = readReferenceFile(
      priceBookFile({ replaces: '2026-01-01-0a1b2c3d' }),
    );
    expect(problems).toEqual([]);
    expect(file).toMatchObject({
      validFrom: '2026-01-01T00:00:00.000Z',
      reason: 'test prices',
      recordedBy: 'tester',
      replaces: '2026-01-01-0a1b2c3d',
    });
  });

  it.each([null, 7, 'text', [], undefined])('that is %j is refused, not thrown at', (value) => {
    expect(readReferenceFile(value).file).toBeUndefined();
    expect(problemsOf(value)).toEqual([errorAt('', 'must be a JSON object')]);
  });

  it('of an unknown kind is refused with the kinds there are', () => {
    const problems = problemsOf({ ...deploymentsFile(), kind: 'prices' });
    expect(problems).toEqual([errorAt('kind', 'one of priceBook, businessUnits, deployments')]);
    expect(problemsOf({})).toContainEqual(errorAt('kind', 'must be one of'));
  });

  it('names every problem of the header and of the body at once', () => {
    const value = {
      ...priceBookFile({ models: [{ model: ' x', entries: [{ prices: { inptu: 1 } }] }, 7] }),
      validFrom: 'soon',
      reason: '',
      recordedBy: 5,
      currency: 'usd',
      price: 1,
    };
    expect(problemsOf(value)).toEqual(
      expect.arrayContaining([
        errorAt('validFrom', 'is neither a date'),
        errorAt('reason', 'must not be empty'),
        errorAt('recordedBy', 'must be a text in quotes'),
        errorAt('currency', 'three capitals'),
        errorAt('price', 'is no member that is known here'),
        errorAt('models[0].model', 'must not begin or end with a blank'),
        errorAt('models[0].entries[0].skus', 'is missing'),
        errorAt('models[0].entries[0].prices.inptu', 'is no meter; the meters are input,'),
        errorAt('models[1]', 'must be a JSON object'),
      ]),
    );
    expect(problemsOf(value)).toHaveLength(9);
  });

  it.each([
    ['2026-01-01', '2026-01-01T00:00:00.000Z'],
    ['2026-07-01T00:00:00+02:00', '2026-06-30T22:00:00.000Z'],
    ['2026-07-01T10:45:00Z', '2026-07-01T10:45:00.000Z'],
  ])('is valid from %s, which is %s', (validFrom, instant) => {
    expect(readReferenceFile(priceBookFile({ validFrom })).file?.validFrom).toBe(instant);
  });

  it.each(['2026-02-30', '01/02/2026', '2026-01-01T00:00', ''])(
    'is not valid from %j, which is no time',
    (validFrom) => {
      expect(problemsOf(priceBookFile({ validFrom }))).toEqual([
        errorAt('validFrom', 'is neither a date'),
      ]);
    },
  );

  it('cannot begin within a window', () => {
    expect(problemsOf(priceBookFile({ validFrom: '2026-01-01T00:10:00Z' }))).toEqual([
      errorAt('validFrom', 'must be on a quarter hour'),
    ]);
  });

  it('that would not fit one stored document is refused', () => {
    const businessUnits = Array.from({ length: 10_000 }, (_, at) => ({
      id: `unit-${at}`,
      name: `Unit ${at}`,
      costCentre: '1',
    }));
    expect(problemsOf(businessUnitsFile({ businessUnits }))).toEqual([
      errorAt('', 'is larger than one stored document can be'),
    ]);
  });
});

describe('a price book file', () => {
  const book = (entries: readonly object[], members: object = {}): object =>
    priceBookFile({ models: [{ model: 'm', entries }], ...members });
  const bodyOf = (value: object): unknown => readReferenceFile(value).file?.body;
  const skus = ['GlobalStandard'];

  it('fills in what is usual: the default tier, any prompt, a million tokens, one unit', () => {
    expect(bodyOf(book([{ skus, prices: { input: '2.50', images: '0.04' } }]))).toEqual({
      kind: 'priceBook',
      currency: 'USD',
      models: [
        {
          model: 'm',
          aliases: [],
          entries: [
            {
              skus,
              serviceTiers: ['default'],
              abovePromptTokens: 0,
              prices: {
                input: { unitPrice: '2.50', per: 1_000_000 },
                images: { unitPrice: '0.04', per: 1 },
              },
            },
          ],
        },
      ],
    });
  });

  it('keeps what is said in full', () => {
    const entry = {
      skus: ['Standard', 'DataZoneStandard'],
      serviceTiers: ['priority'],
      abovePromptTokens: 200_000,
      note: 'why',
      prices: { webSearches: { unitPrice: '10', per: 1_000 } },
    };
    expect(bodyOf(book([entry]))).toMatchObject({ models: [{ entries: [entry] }] });
  });

  it('prices kinds of cached input like cached input, unless the book says otherwise', () => {
    const pricesIn = (prices: object, like: object): unknown => {
      const body = bodyOf(book([{ skus, prices }], { like })) as PriceBookBody;
      const { cachedAudioInput, cachedImageInput } = body.models[0]?.entries[0]?.prices ?? {};
      return [cachedAudioInput?.unitPrice, cachedImageInput?.unitPrice];
    };
    const prices = { input: '4', cachedInput: '0.40' };
    expect(pricesIn(prices, {})).toEqual(['0.40', '0.40']);
    expect(pricesIn({ ...prices, cachedAudioInput: '0.30' }, {})).toEqual(['0.30', '0.40']);
    expect(pricesIn(prices, { cachedAudioInput: 'input' })).toEqual(['4', '0.40']);
    expect(pricesIn(prices, { cachedAudioInput: 'audioInput' })).toEqual([undefined, '0.40']);
    expect(pricesIn({ input: '4' }, { cachedInput: 'input' })).toEqual(['4', '4']);
    expect(pricesIn({ input: '4' }, {})).toEqual([undefined, undefined]);
  });

  it('allows a price per second nine decimals, since milliseconds are counted', () => {
    const priced = (audioSeconds: string): object => book([{ skus, prices: { audioSeconds } }]);
    expect(problemsOf(priced('0.000000001'))).toEqual([]);
    expect(problemsOf(priced('0.0000000001'))).toEqual([
      errorAt('models[0].entries[0].prices.audioSeconds', 'has more than 9 decimals'),
    ]);
  });

  it('prices a meter like another one only where it has no price of its own', () => {
    const entries = [
      { skus, prices: { output: '10' } },
      { skus: ['Standard'], prices: { output: '11', reasoningOutput: '12' } },
      { skus: ['GlobalBatch'], prices: { input: '1' } },
    ];
    const like = { reasoningOutput: 'output' };
    const million = (unitPrice: string): object => ({ unitPrice, per: 1_000_000 });
    expect(bodyOf(book(entries, { like }))).toMatchObject({
      models: [
        {
          entries: [
            { prices: { output: million('10'), reasoningOutput: million('10') } },
            { prices: { output: million('11'), reasoningOutput: million('12') } },
            { prices: { input: million('1') } },
          ],
        },
      ],
    });
  });

  it.each([
    [{ reasoningOutput: 'output', output: 'input' }, 'like.reasoningOutput', 'prices of its own'],
    [{ input: 'input' }, 'like.input', 'prices of its own'],
    [{ images: 'input' }, 'like.images', 'is no member'],
    [{ input: 'images' }, 'like.input', 'must be a token meter'],
  ])('refuses like %j', (like, path, message) => {
    expect(problemsOf(book([{ skus, prices: { input: '1' } }], { like }))).toEqual([
      errorAt(path, message),
    ]);
  });

  it.each([
    [2.5, '', 'decimal in quotes'],
    ['2,50', '', '"2,50" is no decimal'],
    ['1e3', '', 'is no decimal'],
    ['', '', 'is no decimal'],
    ['-1', '', 'must not be negative'],
    ['0.1234567', '', 'has more than 6 decimals'],
    [{ unitPrice: '0.1234567891', per: 1_000 }, '.unitPrice', 'has more than 9 decimals'],
    [{ unitPrice: '0.1234567891234', per: 1 }, '.unitPrice', 'is no decimal'],
    [{ unitPrice: '1', per: 100 }, '.per', 'must be 1, 1000 or 1000000'],
    [{ unitPrice: 1 }, '.unitPrice', 'decimal in quotes'],
    [{ price: '1' }, '.price', 'is no member'],
    [null, '', 'decimal in quotes'],
  ])('refuses the price %j', (price, path, message) => {
    expect(problemsOf(book([{ skus, prices: { input: price } }]))).toContainEqual(
      errorAt(`models[0].entries[0].prices.input${path}`, message),
    );
  });

  it.each(['0', '2.500000', '0.000001', '123456789012345'])('takes the price %s', (price) => {
    expect(problemsOf(book([{ skus, prices: { input: price } }]))).toEqual([]);
  });

  it.each([
    [{ skus: [] }, 'skus', 'at least one SKU'],
    [{ skus: ['globalstandard'] }, 'skus[0]', 'is spelled GlobalStandard'],
    [{ skus: ['Global Standard'] }, 'skus[0]', 'is no SKU'],
    [{ serviceTiers: [] }, 'serviceTiers', 'must not be empty'],
    [{ serviceTiers: ['Priority'] }, 'serviceTiers[0]', 'lower-case'],
    [{ abovePromptTokens: 100_000 }, 'abovePromptTokens', 'must be one of 0, 128000,'],
    [{ prices: {} }, 'prices', 'must name a price'],
    [{ prices: 7 }, 'prices', 'must be a JSON object'],
    [{ prices: null }, 'prices', 'must be a JSON object'],
    [{ sku: 'Standard' }, 'sku', 'is no member'],
  ])('refuses an entry with %j', (members, path, message) => {
    expect(problemsOf(book([{ skus, prices: { input: '1' }, ...members }]))).toEqual([
      errorAt(`models[0].entries[0].${path}`, message),
    ]);
  });

  it('refuses two entries for one way of buying at one prompt size', () => {
    const prices = { input: '1' };
    const both = [
      { skus: ['GlobalStandard', 'Standard'], prices },
      { skus: ['Standard', 'GlobalBatch'], serviceTiers: ['priority', 'default'], prices },
      { skus: ['Standard'], abovePromptTokens: 128_000, prices },
    ];
    expect(problemsOf(book(both))).toEqual([
      errorAt(
        'models[0].entries[1]',
        'overlaps models[0].entries[0]: both price Standard, default',
      ),
    ]);
  });

  it('refuses a name that two models or aliases share, whatever its case', () => {
    const entries = [{ skus, prices: { input: '1' } }];
    const models = [
      { model: 'gpt-4o', aliases: ['gpt-4o-2024', 'GPT-4o'], entries },
      { model: 'gpt-4O-2024', aliases: [], entries },
    ];
    expect(problemsOf(priceBookFile({ models }))).toEqual([
      errorAt('models[0].aliases[1]', '"GPT-4o" is at models[0].model already'),
      errorAt('models[1].model', '"gpt-4O-2024" is at models[0].aliases[0] already'),
    ]);
  });

  it('refuses a price for the model that nobody knows', () => {
    const models = [
      { model: 'm', aliases: ['Unknown'], entries: [{ skus, prices: { input: '1' } }] },
    ];
    expect(problemsOf(priceBookFile({ models }))).toEqual([
      errorAt('models[0].aliases[0]', 'they have no price'),
    ]);
  });

  it('lets in a currency that is unknown here, with a warning', () => {
    const { file, problems } = readReferenceFile(priceBookFile({ currency: 'USS' }));
    expect(file).toBeDefined();
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'warning', path: 'currency' }) as unknown,
    ]);
  });
});

describe('a SKU', () => {
  const warningAt = (path: string): unknown => ({
    severity: 'warning',
    path,
    message: 'GlobalStandrd is no SKU that is known here: check the spelling',
  });

  it('that is unknown here is let in, with a warning wherever it is', () => {
    const skus = ['GlobalStandard', 'GlobalStandrd'];
    const models = [{ model: 'm', entries: [{ skus, prices: { input: '1' } }] }];
    const book = readReferenceFile(priceBookFile({ models }));
    expect(book.file).toBeDefined();
    expect(book.problems).toEqual([warningAt('models[0].entries[0].skus[1]')]);

    const deployments = [{ deployment: 'a', sku: 'GlobalStandrd' }];
    const list = readReferenceFile(deploymentsFile({ deployments, defaultSku: 'GlobalStandrd' }));
    expect(list.file).toBeDefined();
    expect(list.problems).toEqual([warningAt('deployments[0].sku'), warningAt('defaultSku')]);
  });
});

describe('a business units file', () => {
  const unit = (id: string, members: object = {}): object => ({
    id,
    name: id.toUpperCase(),
    costCentre: '1',
    ...members,
  });
  const problemsOfUnits = (...businessUnits: readonly unknown[]): readonly Problem[] =>
    problemsOf(businessUnitsFile({ businessUnits }));

  it('may leave out members, and stores key hashes in lower case', () => {
    const businessUnits = [unit('a'), unit('b', { members: { keyHashes: ['AB'.repeat(32)] } })];
    expect(readReferenceFile(businessUnitsFile({ businessUnits })).file?.body).toMatchObject({
      businessUnits: [
        { members: { subscriptionIds: [], keyHashes: [], appIds: [], productIds: [] } },
        { members: { keyHashes: ['ab'.repeat(32)] } },
      ],
    });
  });

  it.each(['Finance', 'a b', 'a--b', '-a', 'a/b', '', 'x'.repeat(61)])(
    'refuses the id %j',
    (id) => {
      expect(problemsOfUnits(unit(id, { name: 'N' }))[0]).toEqual(
        errorAt('businessUnits[0].id', ''),
      );
    },
  );

  it('refuses the id of what belongs to nobody', () => {
    expect(problemsOfUnits(unit('unattributed'))).toEqual([
      errorAt('businessUnits[0].id', 'callers without a business unit'),
    ]);
  });

  it('refuses two units of one id or one name, whatever their cost centres', () => {
    const units = [
      unit('a'),
      unit('a', { name: 'B' }),
      unit('c', { name: 'b' }),
      unit('d', { name: 'A', costCentre: '2' }),
    ];
    expect(problemsOfUnits(...units)).toEqual([
      errorAt('businessUnits[1].id', '"a" is at businessUnits[0].id already'),
      errorAt('businessUnits[2].name', '"b" is at businessUnits[1].name already'),
      errorAt('businessUnits[3].name', '"A" is at businessUnits[0].name already'),
    ]);
  });

  it.each(['subscriptionIds', 'keyHashes', 'appIds', 'productIds'])(
    'refuses a member of two units by %s, whatever its case',
    (list) => {
      const ids = list === 'keyHashes' ? ['ab'.repeat(32), 'AB'.repeat(32)] : ['Team-A', 'team-a'];
      const [first, second] = ids.map((id, at) => unit(`u-${at}`, { members: { [list]: [id] } }));
      expect(problemsOfUnits(first, second)).toEqual([
        errorAt(`businessUnits[1].members.${list}[0]`, `is at businessUnits[0].members.${list}[0]`),
      ]);
    },
  );

  it('refuses keys, and does not repeat them', () => {
    const key = '0123456789ABCDEF0123456789abcdef';
    const members = { keyHashes: [key], subscriptionIds: [key, key], appIds: [key] };
    const problems = problemsOfUnits(unit('a', { members }));
    expect(problems).toEqual([
      errorAt('businessUnits[0].members.subscriptionIds[0]', 'looks like a subscription key'),
      errorAt('businessUnits[0].members.subscriptionIds[1]', 'looks like a subscription key'),
      errorAt('businessUnits[0].members.keyHashes[0]', 'must be the SHA-256'),
      errorAt('businessUnits[0].members.appIds[0]', 'looks like a subscription key'),
    ]);
    expect(JSON.stringify(problems)).not.toContain(key);
  });

  it('refuses a sort of member that it does not know', () => {
    expect(problemsOfUnits(unit('a', { members: { subscriptionId: ['x'] } }))).toEqual([
      errorAt('businessUnits[0].members.subscriptionId', 'is no member'),
    ]);
  });

  it.each([
    [{ businessUnits: [] }, 'businessUnits', 'must not be empty'],
    [{ businessUnits: 'finance' }, 'businessUnits', 'must be a list'],
    [{ businessUnits: undefined }, 'businessUnits', 'is missing'],
    [{ units: [] }, 'units', 'is no member'],
  ])('refuses %j', (members, path, message) => {
    expect(problemsOf(businessUnitsFile(members))).toEqual([errorAt(path, message)]);
  });
});

describe('a router in a price book', () => {
  const entries = [{ skus: ['GlobalStandard'], prices: { input: '0.14' } }];

  it('is what the book says that it is, and is not said where the book does not', () => {
    const models = [
      { model: 'a', router: true, entries },
      { model: 'b', router: false, entries },
      { model: 'c', entries },
    ];
    const { file } = readReferenceFile(priceBookFile({ models }));
    const read = file?.body.kind === 'priceBook' ? file.body.models : [];
    expect(read.map(({ router }) => router)).toEqual([true, false, undefined]);
    expect(read[2]).not.toHaveProperty('router');
  });

  it('is said by true or false, and by no other word', () => {
    const models = [{ model: 'a', router: 'yes', entries }];
    expect(problemsOf(priceBookFile({ models }))).toEqual([
      errorAt('models[0].router', 'must be true or false'),
    ]);
  });

  it('has one tier where an entry names it by both of its names', () => {
    const [entry] = entries;
    const models = [{ model: 'a', entries: [{ ...entry, serviceTiers: ['standard', 'default'] }] }];
    const { file, problems } = readReferenceFile(priceBookFile({ models }));
    expect(problems).toEqual([]);
    expect(file?.body).toMatchObject({ models: [{ entries: [{ serviceTiers: ['default'] }] }] });
    const twice = [{ model: 'a', entries: [entry, { ...entry, serviceTiers: ['standard'] }] }];
    expect(problemsOf(priceBookFile({ models: twice }))).toEqual([
      errorAt('models[0].entries[1]', 'overlaps models[0].entries[0]'),
    ]);
  });
});

describe('a deployments file', () => {
  const deployment = { deployment: 'chat', sku: 'GlobalStandard' };

  it('keeps what is said and adds nothing', () => {
    const deployments = [deployment, { ...deployment, backendId: 'b', model: 'm' }];
    const members = { deployments, defaultSku: 'Standard' };
    expect(readReferenceFile(deploymentsFile(members)).file?.body).toEqual({
      kind: 'deployments',
      ...members,
    });
    expect(readReferenceFile(deploymentsFile({ deployments: [] })).file?.body).toEqual({
      kind: 'deployments',
      deployments: [],
    });
  });

  it('keeps the tier and the model of the bill; standard and default are one tier', () => {
    const asked = { ...deployment, billedAs: 'gpt-4.1', serviceTier: 'standard' };
    const { file } = readReferenceFile(deploymentsFile({ deployments: [asked] }));
    expect(file?.body).toMatchObject({ deployments: [{ ...asked, serviceTier: 'default' }] });
  });

  it('refuses a deployment that is listed twice for one backend', () => {
    const deployments = [
      deployment,
      { ...deployment, backendId: 'east' },
      { ...deployment, deployment: 'Chat', backendId: 'East' },
      { ...deployment, sku: 'Standard' },
    ];
    expect(problemsOf(deploymentsFile({ deployments }))).toEqual([
      errorAt('deployments[2]', '"Chat on East" is at deployments[1] already'),
      errorAt('deployments[3]', '"chat" is at deployments[0] already'),
    ]);
  });

  it.each([
    [{ deployments: [{ deployment: 'chat' }] }, 'deployments[0].sku', 'is missing'],
    [{ deployments: [{ ...deployment, sku: 'standard' }] }, 'deployments[0].sku', 'is spelled'],
    [{ deployments: [deployment], defaultSku: '' }, 'defaultSku', 'must not be empty'],
    [{ deployments: [{ ...deployment, backend: 'b' }] }, 'deployments[0].backend', 'is no member'],
    [{ deployments: [{ ...deployment, model: 'a\nb' }] }, 'deployments[0].model', 'line breaks'],
    [
      { deployments: [{ ...deployment, serviceTier: 'auto' }] },
      'deployments[0].serviceTier',
      'what a request asks for',
    ],
    [
      { deployments: [{ ...deployment, serviceTier: 'Priority' }] },
      'deployments[0].serviceTier',
      'is no service tier',
    ],
    [{ deployments: undefined }, 'deployments', 'is missing'],
  ])('refuses %j', (members, path, message) => {
    expect(problemsOf(deploymentsFile(members))).toContainEqual(errorAt(path, message));
  });
});
