// What a model's name says without a price book: whether one name is a more specific spelling of another,
// and which model a fine-tuned one was made from. All names here are folded (fold-name.ts).

/**
 * What may follow a family's name in the name of one of its versions: a date (`2024-08-06`, `20251001`,
 * Cohere's `08-2024`), a version (`0613`, `002`), and the words that Azure's catalogue uses in *versions* of `gpt-4` and
 * `gpt-35-turbo` (`1106-preview`, `turbo-2024-04-09`, `vision-preview`, `32k`). Every other word names
 * another model: `mini`, `nano`, `audio`, `realtime`, `instruct`, `codex` have their own catalogue
 * entries and prices, so `gpt-4o-mini` is no version of `gpt-4o`. One digit is another generation:
 * `claude-opus-4-1` is no version of `claude-opus-4`.
 */
const version = /^(?:\d{3,8}|\d{1,4}k|preview|latest|turbo|vision)$/;
const date = /-(?:\d{4}-\d{2}(?:-\d{2})?|\d{2}-\d{4})(?=-|$)/g;

/**
 * Whether the first name is the second with a version behind it: `gpt-4-1106-preview` of `gpt-4`. Names
 * are compared by whole words between hyphens, so `gpt-4o` is no version of `gpt-4`.
 */
export function isVersionOf(specific: string, family: string): boolean {
  if (!specific.startsWith(`${family}-`)) return false;
  // A date has hyphens of its own: it is put aside first.
  const rest = specific.slice(family.length).replaceAll(date, '');
  return (
    rest === '' ||
    rest
      .slice(1)
      .split('-')
      .every((word) => version.test(word))
  );
}

/**
 * The model that a fine-tuned one was made from; undefined if the name is not of a fine-tuned one. Azure
 * writes `gpt-4o-2024-08-06.ft-<job>`, OpenAI `ft:gpt-4o-2024-08-06:<organisation>:<suffix>:<id>` and,
 * for old models, `curie:ft-<organisation>-<date>`.
 */
export function fineTunedBase(model: string): string | undefined {
  if (model.startsWith('ft:')) return model.slice('ft:'.length).split(':')[0] || undefined;
  for (const mark of ['.ft-', ':ft-']) {
    const at = model.indexOf(mark);
    if (at > 0) return model.slice(0, at);
  }
  return undefined;
}

/** The name by which a price book prices all models that are fine-tuned from a base, if it does. */
export const fineTunedFamily = (base: string): string => `${base}.ft`;

/** Whether a model is a router by its name, for books that do not say so: `model-router-2025-11-18`. */
export const isRouterName = (model: string): boolean => /^model-router(?:-|$)/.test(model);
