// npm run recompute: has the rollup recompute the windows of a range.
import { runRecomputeCommand } from './recompute/command';

void runRecomputeCommand(process.argv.slice(2), {
  env: process.env,
  print: (text) => console.log(text),
  printError: (text) => console.error(text),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
