// The app settings of infra/ against the program's own list: every one is set, by identity, to what the
// program assumes itself where nothing is said; and nothing is set that nobody reads.
import { BadSettings, readConfig } from '../../../shared/config';
import { settings } from '../../../shared/settings/settings';
import {
  fileOf,
  readBicepFolder,
  withText,
  type BicepFolder,
} from '../../support/bicep/bicep-folder';
import { BicepRefusal } from '../../support/bicep/builtins';
import {
  appSettingsOf,
  callOf,
  identityClientId,
  infraFolder,
  stageParameters,
  stages,
  type Plan,
} from './stages';

let estate: BicepFolder;
beforeAll(async () => {
  estate = await readBicepFolder(infraFolder);
});

const minimal = { environment: 'dev' };

/** Settings with a key in them, which have a form by identity beside them. */
const keyForms = settings
  .filter(({ required, secret }) => required === 'oneOf' && secret)
  .map(({ name }) => name);

const ownNames = settings
  .filter(({ name, readByHost }) => readByHost !== true && !keyForms.includes(name))
  .map(({ name }) => name);

const attempt = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof BadSettings || error instanceof BicepRefusal) return false;
    throw error;
  }
};

/** Who reads what the program does not. */
const platformNames: Readonly<Record<string, string>> = {
  AzureWebJobsStorage__blobServiceUri: 'the host, in place of a connection string',
  AzureWebJobsStorage__clientId: 'the host',
  AzureWebJobsStorage__credential: 'the host',
  AzureWebJobsStorage__tableServiceUri: 'the host',
  ApimLogs__credential: 'the trigger of ingestLogs',
  LlmUsageEvents__credential: 'the trigger of ingestUsage',
};

const premiumNames: Readonly<Record<string, string>> = {
  FUNCTIONS_EXTENSION_VERSION: 'the platform',
  FUNCTIONS_WORKER_RUNTIME: 'the host',
  WEBSITE_RUN_FROM_PACKAGE: 'the platform',
  WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: 'the platform',
};

const expected: Readonly<Record<Plan, readonly string[]>> = {
  FlexConsumption: [...ownNames, ...Object.keys(platformNames)].sort(),
  Premium: [...ownNames, ...Object.keys(platformNames), ...Object.keys(premiumNames)].sort(),
};

describe.each(['FlexConsumption', 'Premium'] as const)('the app settings on %s', (plan) => {
  it('are those that the program and the platform read, no more and no less', () => {
    expect(Object.keys(appSettingsOf(estate, minimal, plan)).sort()).toEqual(expected[plan]);
  });

  it('are a configuration that the program starts with', () => {
    expect(() => readConfig(appSettingsOf(estate, minimal, plan))).not.toThrow();
  });

  it('hold no key', () => {
    const values = Object.values(appSettingsOf(estate, minimal, plan)).join('\n');
    expect(values).not.toMatch(/SharedAccess|AccountKey|Password|sig=/i);
  });
});

describe('on Flex Consumption', () => {
  // https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations
  it('nothing is set that the plan refuses', () => {
    const names = Object.keys(appSettingsOf(estate, minimal));
    const refused = /^(FUNCTIONS_|WEBSITE_|WEBSITES_|SCM_|ENABLE_ORYX|TZ$)/;
    expect(names.filter((name) => refused.test(name))).toEqual([]);
  });
});

describe('where nothing is chosen', () => {
  it.each(settings.filter(({ default: byDefault }) => byDefault !== undefined))(
    '$name is what the program assumes',
    ({ name, default: byDefault }) => {
      expect(appSettingsOf(estate, minimal)[name]).toBe(byDefault);
    },
  );
});

describe('where something is chosen', () => {
  const program = {
    database: 'ledger',
    llmUsageHub: 'usage',
    llmUsageConsumerGroup: 'readers',
    apimLogsHub: 'logs',
    apimLogsConsumerGroup: 'log-readers',
    llmApis: 'models-*',
    hubRetentionHours: 24,
    lateDays: 10,
    sealAgeDays: 12,
    usageTtlDays: 14,
    businessTimeZone: 'Europe/Zurich',
    rollupSchedule: '0 */5 * * * *',
    rollupSecondsMax: 60,
    rollupWindowsMax: 500,
    settleSeconds: 60,
    estimateUsage: true,
    telemetryPerRequest: true,
  };
  const parameters = { ...minimal, program };

  it('the program gets it', () => {
    const config = readConfig(appSettingsOf(estate, parameters));
    expect(config).toMatchObject({
      cosmos: { database: 'ledger', usageTtlDays: 14, account: { clientId: identityClientId } },
      llmUsage: { hub: 'usage', consumerGroup: 'readers' },
      apimLogs: { hub: 'logs', consumerGroup: 'log-readers' },
      estimateUsage: true,
      hubRetentionHours: 24,
      lateDays: 10,
      sealAgeDays: 12,
      businessTimeZone: 'Europe/Zurich',
      rollup: { schedule: '0 */5 * * * *', secondsMax: 60, windowsMax: 500, settleSeconds: 60 },
      telemetry: { perRequest: true, identity: { clientId: identityClientId } },
    });
    expect(config.isLlmApi('models-eu')).toBe(true);
    expect(config.isLlmApi('azure-openai')).toBe(false);
  });

  it('hubs and containers are made by the same values', () => {
    expect(callOf(estate, 'llmUsage', parameters)).toMatchObject({
      hub: 'usage',
      consumerGroup: 'readers',
      retentionHours: 24,
    });
    expect(callOf(estate, 'apimLogs', parameters)).toMatchObject({
      hub: 'logs',
      consumerGroup: 'log-readers',
      retentionHours: 24,
    });
    expect(callOf(estate, 'ledger', parameters)).toMatchObject({
      database: 'ledger',
      usageTtlDays: 14,
    });
  });
});

describe('bounds of the parameters', () => {
  const parameterOf = (name: string): string =>
    name.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

  it.each(settings.filter(({ expected: text }) => text.startsWith('a whole number')))(
    'of $name are those that the program checks',
    ({ name, expected: text }) => {
      const [min, max] = text.match(/\d+/g)!;
      expect(fileOf(estate, 'modules/function-app/program-settings.bicep').text).toContain(
        `  @minValue(${min})\n  @maxValue(${max})\n  ${parameterOf(name)}: int?\n`,
      );
    },
  );
});

describe('lives that do not fit together', () => {
  it.each([
    { lateDays: 31, hubRetentionHours: 168, sealAgeDays: 38, usageTtlDays: 45 },
    { lateDays: 31, hubRetentionHours: 168, sealAgeDays: 39, usageTtlDays: 45 },
    { lateDays: 31, hubRetentionHours: 169, sealAgeDays: 39, usageTtlDays: 45 },
    { lateDays: 31, hubRetentionHours: 168, sealAgeDays: 43, usageTtlDays: 45 },
    { lateDays: 31, hubRetentionHours: 168, sealAgeDays: 44, usageTtlDays: 45 },
    { hubRetentionHours: 1, lateDays: 1, sealAgeDays: 3, usageTtlDays: 5 },
    { hubRetentionHours: 25, lateDays: 1, sealAgeDays: 3, usageTtlDays: 5 },
  ])('are refused by the template where the program would not start: %j', (program) => {
    const starts = attempt(() =>
      readConfig({
        ...appSettingsOf(estate, minimal),
        LATE_DAYS: String(program.lateDays),
        HUB_RETENTION_HOURS: String(program.hubRetentionHours),
        SEAL_AGE_DAYS: String(program.sealAgeDays),
        USAGE_TTL_DAYS: String(program.usageTtlDays),
      }),
    );
    const deploys = attempt(() => callOf(estate, 'ledger', { ...minimal, program }));
    expect(deploys).toBe(starts);
  });
});

describe('LLM_APIS', () => {
  it('names the APIs of a gateway that is wired, so that the logs of no other count', async () => {
    const parameters = await stageParameters('prod', {
      CHARGEBACK_APIM_NAME: 'apim-contoso',
      CHARGEBACK_MODEL_URL: 'https://contoso.openai.azure.com/openai',
      CHARGEBACK_GATEWAY_NETWORK_ID: '/networks/gateway',
    });
    expect(appSettingsOf(estate, parameters)['LLM_APIS']).toBe('azure-openai,azure-openai-v1');
  });
});

describe.each(stages)('the parameter file of %s', (stage) => {
  it('gives settings that the program starts with', async () => {
    const parameters = await stageParameters(stage);
    expect(() => readConfig(appSettingsOf(estate, parameters))).not.toThrow();
  });
});

describe('this test', () => {
  const file = 'modules/function-app/app-settings.bicep';
  const mistakes: readonly (readonly [string, string | RegExp, string])[] = [
    ['a setting that is left out', /^ +SETTLE_SECONDS: .*\n/m, ''],
    [
      'a setting that no one reads',
      '  TELEMETRY_PER_REQUEST',
      "  LOG_LEVEL: 'debug'\n  TELEMETRY_PER_REQUEST",
    ],
    ['a setting under another name', '  LLM_USAGE_HUB:', '  USAGE_HUB:'],
  ];
  it.each(mistakes)('notices %s', async (_, before, after) => {
    const broken = await withText(estate, file, (text) => text.replace(before, after));
    expect(Object.keys(appSettingsOf(broken, minimal)).sort()).not.toEqual(
      expected.FlexConsumption,
    );
  });
});
