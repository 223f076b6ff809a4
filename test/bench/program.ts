// The program as functions/index.ts composes it, over the embedded parts, in this process.
import { makeProgram } from '../../functions/program';
import { provisionAll } from '../../shared/adapters/cosmos/provision';
import { readConfig } from '../../shared/config';
import type { Embedded } from './embedded/embedded';

// The Event Hubs client and the host's storage are not asked for anything here, but the settings
// are read as a whole.
const unusedHub =
  'Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=bench;SharedAccessKey=unused;UseDevelopmentEmulator=true';
const unused = {
  LlmUsageEvents: unusedHub,
  ApimLogs: unusedHub,
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  FUNCTIONS_WORKER_RUNTIME: 'node',
};

type Settings = Readonly<Record<string, string>>;

/** All settings that the program asks for. */
export const settingsOf = ({ settings }: Embedded, own: Settings = {}): Settings => ({
  ...unused,
  ...settings,
  ...own,
});

export const configOf = (embedded: Embedded, own: Settings = {}) =>
  readConfig(settingsOf(embedded, own));

export type Program = ReturnType<typeof makeProgram>;

/** Runs the program over a database of this name, which is made where it is not there. */
export const withProgram = async <T>(
  embedded: Embedded,
  database: string,
  work: (program: Program) => Promise<T>,
): Promise<T> => {
  const config = configOf(embedded, { COSMOS_DATABASE: database });
  await provisionAll(config.cosmos);
  const program = makeProgram(config);
  try {
    return await work(program);
  } finally {
    await program.close();
  }
};
