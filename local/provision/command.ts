// The command behind npm run provision: what it was asked, and how that ends. What is done to the
// account is decided in shared/adapters/cosmos/provision.ts.
import { parseArgs } from 'node:util';

import {
  provision,
  ProvisionRefused,
  type ProvisionStep,
} from '../../shared/adapters/cosmos/provision';
import { DependencyUnavailable } from '../../shared/app/ports';
import { BadSettings, readCosmosConfig } from '../../shared/config';
import { readLocalSettings } from '../functions-host/local-settings';

export const provisionHelp = `npm run provision -- [--dry-run] [--settings FILE] [--autoscale-max RU]

Creates the Cosmos DB database of the program and its containers, and brings the index and the TTL of
those that exist in line. It deletes nothing, and doing it again changes nothing. It needs an account
key or an emulator: with an identity, the infrastructure has to create them (infra/).

The account is named by COSMOS_CONNECTION_STRING or COSMOS_ENDPOINT, the database by COSMOS_DATABASE.

  --dry-run            say what would be done, and do nothing
  --settings FILE      read the settings from the Values of FILE, such as local.settings.json; those of
                       the environment win
  --autoscale-max RU   throughput that a new database shares among its containers, at most RU request
                       units a second; without it each container gets 400, or what serverless gives
  --help               this text

Exit codes: 0 done or in order, 1 not allowed or the account did not answer, 2 wrong usage.`;

export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

interface Command {
  readonly dryRun: boolean;
  readonly settingsFile: string | undefined;
  readonly autoscaleRequestUnitsMax: number | undefined;
}

/** Runs the command and returns its exit code. It never throws what a person could fix. */
export const runProvisionCommand = async (
  args: readonly string[],
  context: CommandContext,
): Promise<number> => {
  const command = readCommand(args);
  if (command === 'help') {
    context.print(provisionHelp);
    return 0;
  }
  if ('misuse' in command) {
    context.printError(`${command.misuse}\n\n${provisionHelp}`);
    return 2;
  }
  try {
    const config = readCosmosConfig(await settingsOf(command, context.env));
    context.print(`${config.account.endpoint}, database ${config.database}`);
    for await (const step of provision(config, command)) {
      context.print(lineOf(step, command.dryRun));
    }
    return 0;
  } catch (error) {
    if (!isForPeople(error)) throw error;
    context.printError(error.message);
    return 1;
  }
};

class UnreadableSettings extends Error {
  override readonly name = 'UnreadableSettings';
}

const isForPeople = (error: unknown): error is Error =>
  [UnreadableSettings, BadSettings, ProvisionRefused, DependencyUnavailable].some(
    (kind) => error instanceof kind,
  );

const readCommand = (args: readonly string[]): Command | { readonly misuse: string } | 'help' => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'dry-run': { type: 'boolean', default: false },
        settings: { type: 'string' },
        'autoscale-max': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.help === true) return 'help';
    const autoscale = values['autoscale-max'];
    // Cosmos DB takes thousands only, from 1,000 on.
    if (autoscale !== undefined && !/^[1-9]\d*000$/.test(autoscale)) {
      return { misuse: '--autoscale-max needs a multiple of 1000.' };
    }
    return {
      dryRun: values['dry-run'],
      settingsFile: values.settings,
      autoscaleRequestUnitsMax: autoscale === undefined ? undefined : Number(autoscale),
    };
  } catch (error) {
    return { misuse: (error as Error).message };
  }
};

const settingsOf = async (
  { settingsFile }: Command,
  env: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> => {
  if (settingsFile === undefined) return env;
  try {
    return { ...(await readLocalSettings(settingsFile)), ...env };
  } catch (error) {
    throw new UnreadableSettings((error as Error).message, { cause: error });
  }
};

const words = {
  create: { done: 'created', planned: 'would be created' },
  update: { done: 'updated', planned: 'would be updated' },
  unchanged: { done: 'is in order', planned: 'is in order' },
} as const;

const lineOf = ({ resource, action, changes }: ProvisionStep, dryRun: boolean): string =>
  [
    `${resource}: ${words[action][dryRun ? 'planned' : 'done']}`,
    ...changes.map((change) => `  ${change}`),
  ].join('\n');
