import type { Setting } from '../../support/terraform/setting';
import { differences } from '../../support/terraform/setting-differences';

const literal = (value: string | number | boolean | null): Setting => ({ kind: 'literal', value });
const computed = (text: string, shape?: string): Setting => ({
  kind: 'computed',
  text,
  ...(shape === undefined ? {} : { shape }),
});
const object = (properties: Readonly<Record<string, Setting>>): Setting => ({
  kind: 'object',
  properties: new Map(Object.entries(properties)),
});
const either = (...arms: readonly Setting[]): Setting => ({ kind: 'either', arms });
const list = (...items: readonly Setting[]): Setting => ({ kind: 'array', items });

describe('what two templates say', () => {
  it.each<[string, Setting, Setting]>([
    ['one value', literal('Strong'), literal('Strong')],
    ['what is only known in Azure', computed('account.id'), computed('azapi_resource.x.id')],
    ['nothing, and null', object({ a: literal(1), b: literal(null) }), object({ a: literal(1) })],
    ['a value or nothing', either(literal(1), literal(null)), literal(1)],
    [
      'a condition the other way round',
      either(literal(1), literal(2)),
      either(literal(2), literal(1)),
    ],
    [
      'a text in which the same is put in',
      computed("'a-${b}'", 'a-…'),
      computed('"a-${var.b}"', 'a-…'),
    ],
    ['the same numbers', computed('days * 86400'), computed('var.days * 86400')],
  ])('is the same: %s', (_, ours, theirs) => {
    expect(differences(ours, theirs)).toEqual([]);
  });

  it.each<[string, Setting, Setting, string]>([
    ['another value', literal(90), literal(7), ': 90 in Bicep, 7 in Terraform'],
    ['a text for a number', literal('1'), literal(1), ': "1" in Bicep, 1 in Terraform'],
    [
      'a property more',
      object({ a: object({}) }),
      object({ a: object({ b: literal(true) }) }),
      'a.b: nothing in Bicep, true in Terraform',
    ],
    [
      'an item less',
      list(literal(1), literal(2)),
      list(literal(1)),
      ': [1, 2] in Bicep, [1] in Terraform',
    ],
    [
      'a value that is left open',
      literal('Deny'),
      computed('var.x'),
      ': "Deny" in Bicep, var.x in Terraform',
    ],
    [
      'another choice',
      either(literal(1), literal(2)),
      either(literal(1), literal(3)),
      ': 2 in Bicep, 3 in Terraform',
    ],
    [
      'another text around',
      computed('x', 'a-…'),
      computed('y', 'b-…'),
      ': a-… in Bicep, b-… in Terraform',
    ],
    [
      'other numbers',
      computed('days * 86400'),
      computed('days * 3600'),
      ': days * 86400 in Bicep, days * 3600 in Terraform',
    ],
    [
      'another value for each',
      { kind: 'each', body: object({ min: literal(1) }) },
      { kind: 'each', body: object({ min: literal(2) }) },
      '[].min: 1 in Bicep, 2 in Terraform',
    ],
  ])('differs: %s', (_, ours, theirs, difference) => {
    expect(differences(ours, theirs)).toEqual([difference]);
  });
});
