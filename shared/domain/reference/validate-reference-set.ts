// Whether versions that are each in order are also in order together. It looks at the whole set,
// since what one version says may be contradicted by another one that is valid long before or
// after it.
import { foldName } from '../fold-name';
import type { BusinessUnit } from './business-units';
import { fineTunedBase, fineTunedFamily } from './model-names';
import type { PricedModel, PriceEntry } from './price-book';
import { memberPath, type Problem } from './problems';
import type { ReferenceSet } from './reference-set';

/** A problem of one version: as the set has it, not as some file wrote it. */
export interface SetProblem extends Problem {
  readonly version: string;
}

export const validateReferenceSet = (set: ReferenceSet): readonly SetProblem[] => [
  ...currencyProblems(set),
  ...identityProblems(set),
  ...longContextProblems(set),
  ...deploymentProblems(set),
];

// Amounts of two currencies cannot be added, and this program knows no exchange rates.
const currencyProblems = ({ priceBooks }: ReferenceSet): readonly SetProblem[] =>
  consecutive(priceBooks).flatMap(([before, { version, currency }]) =>
    currency === before.currency
      ? []
      : [
          {
            severity: 'error',
            version,
            path: 'currency',
            message: `is ${currency} after ${before.currency} in ${before.version}: all price books must be in one currency`,
          },
        ],
  );

// A unit's id is what its history is found by: it stays, also when nobody belongs to it any more,
// and it stays with its unit.
const identityProblems = ({ businessUnits: versions }: ReferenceSet): readonly SetProblem[] => {
  const problems: SetProblem[] = [];
  const ids = new Map<string, string>();
  for (const { version, businessUnits } of versions) {
    businessUnits.forEach((unit, index) => {
      const owner = ids.get(identityOf(unit));
      if (owner !== undefined && owner !== unit.id) {
        const path = memberPath(memberPath('businessUnits', index), 'id');
        const message = `"${unit.name}", cost centre ${unit.costCentre}, has the id "${owner}" in another version: ids never change`;
        problems.push({ severity: 'error', version, path, message });
      }
      ids.set(identityOf(unit), owner ?? unit.id);
    });
  }
  for (const [before, after] of consecutive(versions)) {
    const { version } = after;
    for (const unit of before.businessUnits) {
      const index = after.businessUnits.findIndex(({ id }) => id === unit.id);
      const later = after.businessUnits[index];
      if (later === undefined) {
        const message = `"${unit.id}" of ${before.version} is missing: keep it, without members if it is gone`;
        problems.push({ severity: 'error', version, path: 'businessUnits', message });
      } else if (later.name !== unit.name && later.costCentre !== unit.costCentre) {
        const path = memberPath('businessUnits', index);
        const message = `"${unit.id}" was "${unit.name}", cost centre ${unit.costCentre}, in ${before.version}: a different unit needs an id of its own`;
        problems.push({ severity: 'warning', version, path, message });
      }
    }
  }
  return problems;
};

const identityOf = ({ name, costCentre }: BusinessUnit): string =>
  foldName(`${name}\n${costCentre}`);

// An entry for long prompts stands alone: a meter that it forgets is unpriced for them.
const longContextProblems = ({ priceBooks }: ReferenceSet): readonly SetProblem[] =>
  priceBooks.flatMap(({ version, models }) =>
    models.flatMap((model, at) =>
      model.entries.flatMap((entry, index) =>
        forgottenMeters(model, entry).map((meter) => ({
          severity: 'warning',
          version,
          path: `models[${at}].entries[${index}].prices`,
          message: `has no price for ${meter}, which ${model.model} has for smaller prompts: it will be unpriced`,
        })),
      ),
    ),
  );

const forgottenMeters = (model: PricedModel, entry: PriceEntry): readonly string[] => {
  const smaller = model.entries.filter(
    ({ abovePromptTokens, skus, serviceTiers }) =>
      abovePromptTokens < entry.abovePromptTokens &&
      skus.some((sku) => entry.skus.includes(sku)) &&
      serviceTiers.some((tier) => entry.serviceTiers.includes(tier)),
  );
  const meters = new Set(smaller.flatMap(({ prices }) => Object.keys(prices)));
  return [...meters].filter((meter) => !(meter in entry.prices));
};

// Not an error: a deployment may be listed before its model's prices are known, and the other way
// round. Its usage is unpriced until then.
const deploymentProblems = (set: ReferenceSet): readonly SetProblem[] => {
  if (set.priceBooks.length === 0) return [];
  const models = set.priceBooks.flatMap((book) => book.models);
  const names = new Set(models.flatMap(({ model, aliases }) => [model, ...aliases].map(foldName)));
  const skus = new Set(models.flatMap(({ entries }) => entries.flatMap((entry) => entry.skus)));
  return set.deployments.flatMap(({ version, deployments, defaultSku }) => {
    const unpriced = (path: string, message: string): SetProblem => ({
      severity: 'warning',
      version,
      path,
      message: `${message}: usage of it will be unpriced`,
    });
    const listed = deployments.flatMap(({ model, billedAs, sku }, index) => {
      const path = memberPath('deployments', index);
      const unnamed = (member: string, name: string | undefined): readonly SetProblem[] =>
        name === undefined || isNamed(names, foldName(name))
          ? []
          : [unpriced(memberPath(path, member), `no price book names the model ${name}`)];
      return [
        // Where the list says what a deployment is billed as, its model's prices are not asked for.
        ...(billedAs === undefined ? unnamed('model', model) : unnamed('billedAs', billedAs)),
        ...(skus.has(sku)
          ? []
          : [unpriced(memberPath(path, 'sku'), `no price book has prices for ${sku}`)]),
      ];
    });
    return defaultSku === undefined || skus.has(defaultSku)
      ? listed
      : [unpriced('defaultSku', `no price book has prices for ${defaultSku}`), ...listed];
  });
};

/** As find-price.ts finds a model: by its name, or a fine-tuned one by what it was made from. */
const isNamed = (names: ReadonlySet<string>, model: string): boolean => {
  const base = fineTunedBase(model);
  const others = base === undefined ? [] : [fineTunedFamily(base), base];
  return [model, ...others].some((name) => names.has(name));
};

const consecutive = <V>(versions: readonly V[]): readonly (readonly [V, V])[] => {
  const pairs: (readonly [V, V])[] = [];
  let before: V | undefined;
  for (const after of versions) {
    if (before !== undefined) pairs.push([before, after]);
    before = after;
  }
  return pairs;
};
