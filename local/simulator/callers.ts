// Who calls, and through which gateway. Every identity that a business unit lists gets a caller, so
// that each rule of attribution is exercised; some callers belong to nobody.
import { createHash } from 'node:crypto';
import type { BusinessUnitsFile } from './reference-file';
import { inForce, keyHashOf, type Reference } from './reference';
import type { Dialect, SimulatedCaller } from './simulated-request';

export interface CallerChoice {
  readonly caller: SimulatedCaller;
  /** How the caller's gateway reports; absent: with our own usage events. */
  readonly dialect?: Dialect;
  readonly weight: number;
}

const nobody: SimulatedCaller = { subscriptionId: null, productId: null, appId: null, key: null };

/** A product that every team may subscribe to: it tells nothing of who calls. */
const sharedProduct = 'azure-openai';

/**
 * The raw key that a business unit's older gateway still puts into its events. The sample reference
 * data lists its hash; API Management's keys are as long.
 */
export const simulatedKeyOf = (businessUnit: string): string =>
  createHash('sha256').update(`simulated key of ${businessUnit}`).digest('hex').slice(0, 32);

/** Somebody with an identity of every kind that no business unit lists. */
const stranger: SimulatedCaller = {
  subscriptionId: 'trial-4711',
  productId: 'trial',
  appId: 'left-the-company',
  key: simulatedKeyOf('nobody'),
};

export const callersOf = (reference: Reference, atMs: number): readonly CallerChoice[] => {
  const units = inForce(reference.businessUnits, atMs)?.businessUnits ?? [];
  if (units.length === 0) throw new TypeError('no business unit is in force when traffic begins');
  const owned = units.flatMap(({ members }, index): CallerChoice[] => {
    // Units differ in size, so that the report has large and small ones.
    const unitWeight = 10 / (index + 1) + 2;
    const callers = [
      ...members.subscriptionIds.map((subscriptionId) => ({
        ...nobody,
        subscriptionId,
        // A subscription decides, whatever product it is of and whoever lists that product.
        productId: units[(index + 1) % units.length]?.members.productIds[0] ?? sharedProduct,
      })),
      ...members.appIds.map((appId) => ({ ...nobody, appId })),
      ...members.productIds.map((productId) => ({
        ...nobody,
        subscriptionId: `self-service-${productId}`,
        productId,
      })),
    ];
    return callers.map((caller) => ({ caller, weight: unitWeight / callers.length }));
  });
  const weight = owned.reduce((sum, choice) => sum + choice.weight, 0);
  return [
    ...owned,
    ...dialectCallers(units, weight),
    {
      caller: { ...nobody, subscriptionId: 'trial-4711', productId: 'trial' },
      weight: weight / 60,
    },
    { caller: { ...nobody, appId: 'left-the-company' }, weight: weight / 90 },
    { caller: nobody, weight: weight / 60 },
  ];
};

type Unit = BusinessUnitsFile['businessUnits'][number];

// Each dialect is the gateway of one business unit, which has the identity that the dialect reports;
// where none has, the dialect's caller belongs to nobody.
const dialectCallers = (units: readonly Unit[], totalWeight: number): readonly CallerChoice[] => {
  const weight = totalWeight / 70;
  const choices: CallerChoice[] = [];
  const served = new Set<Unit>();
  const give = (dialect: Dialect, callerOf: (unit: Unit) => SimulatedCaller | undefined): void => {
    // One unit has two such gateways only where no other has the identity.
    const free = units.filter((unit) => !served.has(unit));
    const unit = [...free, ...units].find((unit) => callerOf(unit) !== undefined);
    if (unit !== undefined) served.add(unit);
    const caller = unit === undefined ? stranger : (callerOf(unit) ?? stranger);
    choices.push({ caller, dialect, weight });
  };
  const bySubscription = ({ members }: Unit): SimulatedCaller | undefined =>
    members.subscriptionIds[0] === undefined
      ? undefined
      : { ...nobody, subscriptionId: members.subscriptionIds[0] };
  const byApp = ({ members }: Unit): SimulatedCaller | undefined =>
    members.appIds[0] === undefined ? undefined : { ...nobody, appId: members.appIds[0] };
  const byKey = ({ id, members }: Unit): SimulatedCaller | undefined =>
    members.keyHashes.includes(keyHashOf(simulatedKeyOf(id)))
      ? { ...nobody, key: simulatedKeyOf(id) }
      : undefined;
  give('chargebackBlog', byKey);
  give('privateOpenAi', byKey);
  give('aiHubGateway', bySubscription);
  give('apimChargebackEnvironment', bySubscription);
  give('genAiToolkit', bySubscription);
  give('azureOpenAiApim', byApp);
  choices.push({ caller: nobody, dialect: 'aiHubGateway', weight: weight / 8 });
  return choices;
};
