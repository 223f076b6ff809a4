// npm run package: makes the folder and the zip file that are deployed.
import path from 'node:path';
import { runPackageCommand } from './package/command';

void runPackageCommand(process.argv.slice(2), {
  projectDir: path.join(__dirname, '..'),
  print: (text) => console.log(text),
  printError: (text) => console.error(text),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
