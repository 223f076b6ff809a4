// npm run reference: checks files of reference data, and pushes them to where the program runs.
import { runReferenceCommand } from './reference/command';

void runReferenceCommand(process.argv.slice(2), {
  env: process.env,
  print: (text) => console.log(text),
  printError: (text) => console.error(text),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
