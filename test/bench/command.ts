// npm run bench: runs the sections one after the other and prints what each found.
import { writeFile } from 'node:fs/promises';
import { Progress } from '../../local/demo/progress';
import { styleFor, type Style } from '../../local/demo/style';
import { benchHelp, readBenchCommand } from './command-line';
import { formatFigures } from './figure-table';
import { describeMachine, thisMachine } from './machine';
import type { Findings, Section } from './section';
import { sections } from './sections';

const main = async (args: readonly string[]): Promise<number> => {
  const command = readBenchCommand(args, sections);
  if (command.kind === 'help') {
    console.log(benchHelp(sections));
    return 0;
  }
  if (command.kind === 'wrong') {
    console.error(`${command.problem}\n\n${benchHelp(sections)}`);
    return 2;
  }
  const style = styleFor(process.stdout, process.env);
  const machine = thisMachine();
  console.log(`${describeMachine(machine)}${command.quick ? ', quick' : ''}`);
  const found: Record<string, Findings> = {};
  for (const section of command.sections) {
    const findings = await runSection(section, command.quick, style);
    if (findings !== undefined) found[section.name] = findings;
  }
  if (command.jsonFile !== undefined) {
    const { quick } = command;
    await writeFile(
      command.jsonFile,
      `${JSON.stringify({ machine, quick, sections: found }, null, 2)}\n`,
    );
  }
  return Object.keys(found).length === command.sections.length ? 0 : 1;
};

/** What the section found, printed; nothing where it could not run, which is told, and the next one runs. */
const runSection = async (
  { name, title, run }: Section,
  quick: boolean,
  style: Style,
): Promise<Findings | undefined> => {
  const progress = new Progress(process.stderr, () => performance.now());
  const startedMs = performance.now();
  const seconds = (): string => `${((performance.now() - startedMs) / 1_000).toFixed(1)} s`;
  try {
    const findings = await run({
      quick,
      progress: (text) => progress.update(`${name}: ${text}`),
    });
    progress.done(`${name}: done in ${seconds()}`);
    console.log(`\n${style.bold(`${name}: ${title}`)}\n${formatFigures(findings.figures, style)}`);
    for (const note of findings.notes ?? []) console.log(note);
    return findings;
  } catch (error) {
    progress.done(`${name}: failed after ${seconds()}`);
    console.error(error);
    return undefined;
  }
};

void main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
