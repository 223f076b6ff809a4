import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compileReferenceSet } from '../../shared/domain/reference/compile-reference-set';
import type { Instant } from '../../shared/domain/instant';
import { allMeters, type Meters } from '../../shared/domain/usage/meters';
import { addMoney, formatMoney, storedMoney, zero } from '../../shared/domain/money';
import { promptClassBreaks } from '../../shared/domain/reference/price-book';
import { rateRow } from '../../shared/domain/chargeback/rate-window-row';
import { readReferenceFile } from '../../shared/domain/reference/reference-file';
import { referenceSetOf } from '../../shared/domain/reference/reference-version';
import { reviseReferenceSet } from '../../shared/domain/reference/revise-reference-set';
import { azureSkus } from '../../shared/domain/reference/skus';
import type { WindowId } from '../../shared/domain/window';
import type { DayRow } from '../../shared/domain/chargeback/day-usage';

const text = readFileSync(path.join(__dirname, '..', '..', 'docs', 'reference-data.md'), 'utf8');
const files = [...text.matchAll(/```json\n([^]*?)```/g)].map(
  ([, json = '']) => JSON.parse(json) as object,
);
const recordedAt = '2026-07-01T00:00:00.000Z' as Instant;

describe('docs/reference-data.md', () => {
  it('shows files that are in order, each by itself and the first of each kind together', () => {
    expect(files).toHaveLength(4);
    for (const file of files) expect(readReferenceFile(file).problems).toEqual([]);
    expect(revision().problems).toEqual([]);
  });

  it('names every meter, every SKU and every prompt size there is', () => {
    for (const name of [...allMeters, ...azureSkus]) expect(text).toContain(`\`${name}\``);
    for (const size of promptClassBreaks) expect(text).toContain(String(size));
  });

  it.each([
    ['a short prompt', {}, { input: 1_000, output: 200, reasoningOutput: 300 }],
    [
      'a prompt of 300,000 tokens',
      { promptClass: 272_000 },
      { input: 100_000, cachedInput: 200_000, output: 1_000 },
    ],
    [
      'a short prompt, tier priority',
      { serviceTier: 'priority' },
      { input: 1_000, audioInput: 10 },
    ],
  ])('calculates %s as the program does', (request, how, meters) => {
    const documented = text.split('\n').find((line) => line.startsWith(`| ${request} `));
    const { charges } = rate(how, meters);
    const cost = charges.map((charge) => storedMoney(charge.cost)).reduce(addMoney, zero);
    expect(documented).toContain(`**${formatMoney(cost)}**`);
    for (const quantity of Object.values(meters)) {
      expect(documented).toContain(quantity.toLocaleString('en'));
    }
  });
});

const revision = () =>
  reviseReferenceSet(
    [],
    files.slice(0, 3).flatMap((content, index) => {
      const { file } = readReferenceFile(content);
      return file === undefined ? [] : [{ name: `block ${index}`, file }];
    }),
    { recordedAt },
  );

const rate = (how: { promptClass?: number; serviceTier?: string }, meters: Meters): DayRow =>
  rateRow(
    {
      subscriptionId: 'finance-close',
      keyHash: null,
      productId: null,
      appId: null,
      model: 'gpt-5.4-2026-03-05',
      deployment: 'chat',
      backendId: null,
      serviceTier: null,
      batch: false,
      streamed: false,
      spilledOver: 'no',
      usageSource: 'policy',
      promptClass: 0,
      outcome: 'success',
      requests: 1,
      requestsByMeters: {},
      meters,
      coverage: {},
      ...how,
    },
    '2026-07-01T00:00Z' as WindowId,
    compileReferenceSet(referenceSetOf(revision().versions)),
  );
