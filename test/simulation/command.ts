// npm run test:simulation: runs of the simulator, or the hunt for planted bugs. See README.md.
import { makeCrew } from './command/crew';
import { readSimulationCommand, simulationHelp } from './command/options';
import { plantBugs } from './command/plant-bugs';
import { runSeeds, traceSeed } from './command/run-seeds';

const main = async (args: readonly string[]): Promise<number> => {
  const command = readSimulationCommand(args);
  if (command.kind === 'help') {
    console.log(simulationHelp);
    return 0;
  }
  if (command.kind === 'wrong') {
    console.error(`${command.problem}\n\n${simulationHelp}`);
    return 2;
  }
  if (command.trace) return (await traceSeed(command.seed)) ? 0 : 1;
  const crew = makeCrew(command.events === 1 ? 1 : command.jobs);
  try {
    const isRight = await (command.kind === 'plant' ? plantBugs : runSeeds)(command, crew);
    return isRight ? 0 : 1;
  } finally {
    crew.leave();
  }
};

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
