// The list in which Anthropic's answers count each step of a request: what is billed is the sum over
// them. The counters at the top leave out compactions, and everything that another model did.
// https://platform.claude.com/docs/en/build-with-claude/compaction ("Understanding usage")
import { iterationModelsMax, iterationsMax } from '../../limits';
import { isFields, type Fields } from './field-reader';

/**
 * The sums over the list by counter: `iterations.input_tokens`, or with the name of another model
 * `iterations[claude-opus-4-8].input_tokens`. `read` gives the counters of one element.
 */
export function sumIterations(
  list: readonly unknown[],
  read: (element: Fields) => Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  const models = new Set<string>();
  const elements = list.slice(0, iterationsMax).filter(isFields);
  const hasFallback = elements.some(({ type }) => type === 'fallback_message');
  for (const element of elements) {
    if (hasFallback && isRefusal(element)) continue;
    const prefix = prefixOf(element['model'], models);
    for (const [name, count] of Object.entries(read(element))) {
      sums.set(prefix + name, (sums.get(prefix + name) ?? 0) + count);
    }
  }
  return sums;
}

// Where another model answered in place of one that refused, the refusal is listed, too. It is not
// billed if it came before any output ("Refusals and fallback", platform.claude.com).
const isRefusal = ({ type, output_tokens: output }: Fields): boolean =>
  type === 'message' && output === 0;

// Tokens of a model without a name that can be read are not billed as those of the one that answered.
function prefixOf(model: unknown, models: Set<string>): string {
  if (model === undefined || model === null) return 'iterations.';
  const isName = typeof model === 'string' && modelName.test(model);
  if (!isName || (models.size >= iterationModelsMax && !models.has(model))) return 'iterations[].';
  models.add(model);
  return `iterations[${model}].`;
}

const modelName = /^[\w.:/-]{1,100}$/;
