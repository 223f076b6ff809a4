// npm run provision: creates the database and its containers where that is allowed.
import { runProvisionCommand } from './provision/command';

void runProvisionCommand(process.argv.slice(2), {
  env: process.env,
  print: (text) => console.log(text),
  printError: (text) => console.error(text),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
