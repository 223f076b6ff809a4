// Bugs in the tier, the model and the names by which a request is billed.
import { plant, type PlantedBug } from '../planted-bug';

const rateRow = 'rate-window-row.ts';
const tier = 'effective-tier.ts';
const model = 'find-model.ts';
const resolve = 'resolve.ts';

export const nameBugs: readonly PlantedBug[] = [
  plant('rating', 'the tier of a stream is the usual one, without a flag', 'ordinary', [
    tier,
    'const requested = tierOfName(stated.requestedTier) ?? served;',
    "const requested = tierOfName(stated.requestedTier) === null ? served : 'none';",
  ]),
  plant('rating', 'a tier that no source knows is not counted', 'ordinary', [
    rateRow,
    "...(tier.kind === 'unknown' && hasTierChoice(asked) && { tierUnknown: metered }),",
    "...(tier.kind === 'none' && hasTierChoice(asked) && { tierUnknown: 0 * metered }),",
  ]),
  plant('rating', 'what the request asked for goes before what served', 'ordinary', [
    tier,
    "if (served !== null && served !== asDeployed) return { kind: 'served', tier: served };",
    "if (served !== null && stated.requestedTier === null) return { kind: 'served', tier: served };",
  ]),
  plant('rating', 'what the logs do not say of a tier means that none was asked for', 'ordinary', [
    tier,
    "return deployed === null ? { kind: 'unknown' } : { kind: 'assumed', tier: deployed };",
    "return deployed === null ? { kind: 'none' } : { kind: 'assumed', tier: deployed };",
  ]),
  plant('rating', 'standard is another tier than the usual one', 'ordinary', [
    tier,
    "tier === 'standard' || tier === 'standard_only' ? defaultServiceTier : tier;",
    "tier === 'standard_only' ? defaultServiceTier : tier;",
  ]),
  plant('rating', "the router's price is left out", 'ordinary', [
    rateRow,
    'router === null\n      ? rated',
    'router !== undefined\n      ? rated',
  ]),
  plant(
    'rating',
    'a router charges cached tokens of a prompt only if it has a price for them',
    'ordinary',
    [
      'router-charges.ts',
      "return isPriced ? price : findPrice(finding, 'input');",
      'return price;',
    ],
  ),
  plant('rating', 'an echoed name is billed as the model', 'ordinary', [
    model,
    'const isEcho = stated !== null && question.deployments.includes(stated);',
    'const isEcho = stated !== null && question.deployments.length < 0;',
  ]),
  plant('rating', 'an answer that names another model than the list is not counted', 'ordinary', [
    model,
    'const differs = !isKindOf(answered, listed.model, book);',
    'const differs = false;',
  ]),
  plant('rating', 'the list goes before what the answer says', 'ordinary', [
    model,
    'return { model: answered, router: null, differs };',
    'return { model: listed.model, router: null, differs };',
  ]),
  plant('rating', 'a deployment of two backends is bought as the first of them', 'ordinary', [
    'find-deployment.ts',
    'return isAmbiguous ? unknown : unlisted;',
    'return isAmbiguous ? unlisted : unlisted;',
  ]),
  plant('rating', 'names in rows keep the case of their sources', 'ordinary', [
    resolve,
    'name === undefined ? null : foldName(name);',
    'name === undefined ? null : name;',
  ]),
  plant('rating', 'owners of products are not asked where a subscription has none', 'ordinary', [
    'attribute.ts',
    'if (unit !== undefined) return unit;',
    'return unit ?? unattributed;',
  ]),
  plant('rating', 'rows of different backends are added up', 'ordinary', [
    resolve,
    'backendId: folded(facts.backendId),',
    'backendId: null,',
  ]),
  plant('rating', 'rows forget the deployment that was asked', 'ordinary', [
    resolve,
    'askedDeployment: folded(facts.deployment),',
    'askedDeployment: folded(facts.servedDeployment ?? facts.deployment),',
  ]),
];
