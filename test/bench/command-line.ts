// The words of the command: what it was asked to measure, or what is wrong with the question.
import { parseArgs } from 'node:util';
import type { Section } from './section';

export type BenchCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string }
  | {
      readonly kind: 'run';
      readonly sections: readonly Section[];
      readonly quick: boolean;
      /** Where the figures go as JSON, besides the tables. */
      readonly jsonFile: string | undefined;
    };

export const benchHelp = (sections: readonly Section[]): string => {
  const width = Math.max(...sections.map(({ name }) => name.length));
  return `npm run bench -- [options]

Measures the program on this machine: ratios beside absolute figures. A goal that is missed is printed
as missed. Let nothing else run meanwhile; it takes about ten minutes on two cores.

  --only NAME,NAME  these sections alone (default: all)
  --quick           small sizes and few rounds: about two minutes, rougher figures
  --json FILE       writes the figures to a file as well
  --help            this text

Sections:
${sections.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`).join('\n')}

Exit codes: 0 every section ran, 1 one could not run to its end, 2 wrong options.`;
};

export const readBenchCommand = (
  args: readonly string[],
  sections: readonly Section[],
): BenchCommand => {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return { kind: 'wrong', problem: (error as Error).message };
  }
  if (values.help) return { kind: 'help' };
  const chosen = chooseSections(values.only, sections);
  if (typeof chosen === 'string') return { kind: 'wrong', problem: chosen };
  return { kind: 'run', sections: chosen, quick: values.quick, jsonFile: values.json };
};

/** The sections of `--only`, in the order in which they always run; or what is wrong with it. */
const chooseSections = (
  only: string | undefined,
  sections: readonly Section[],
): readonly Section[] | string => {
  if (only === undefined) return sections;
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => sections.every((section) => section.name !== name));
  if (unknown.length > 0) {
    const known = sections.map(({ name }) => name).join(', ');
    return `--only takes names of sections (${known}), not "${unknown.join(',')}".`;
  }
  return sections.filter(({ name }) => names.includes(name));
};
