// The APIs that the template makes: where they are, what they take for a key, and what is logged of them.
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { projectPolicies, readPolicyFolder } from '../../policies/harness/policy-folder';
import { fileOf, readBicepFolder, type BicepFolder } from '../../support/bicep/bicep-folder';
import { evaluate, withValues } from '../../support/bicep/evaluate';
import { documentsOf } from './gateway/gateway-problems';
import {
  bareGateway,
  fullGateway,
  gatewayFile,
  gatewayScope,
  made,
  propertyOf,
  wiringOf,
} from './gateway/gateway-wiring';

const policies = readPolicyFolder(projectPolicies);
const readme = readFileSync(path.join(projectPolicies, 'README.md'), 'utf8');
const infra = path.join(__dirname, '..', '..', '..', 'infra');

interface Api {
  readonly path: string;
  readonly keyHeader: string;
  readonly bearerKey: boolean;
  readonly operations: readonly {
    readonly id: string;
    readonly method: string;
    readonly urlTemplate: string;
    readonly parameters?: readonly string[];
  }[];
}

const apis = JSON.parse(
  readFileSync(path.join(infra, 'modules/gateway/apis.json'), 'utf8'),
) as Readonly<Record<string, Api>>;

describe('the APIs of the gateway', () => {
  let folder: BicepFolder;
  beforeAll(async () => {
    folder = await readBicepFolder(infra);
  });

  describe('what is logged', () => {
    const properties = (symbol: string): unknown => {
      const resource = made(folder, 'api').find((each) => each.symbol === symbol);
      const scope = gatewayScope(folder, 'api', {
        gatewayName: 'apim',
        applicationInsightsLogger: 'appi',
        applicationInsightsSamplingPercent: 5,
      });
      return evaluate(propertyOf(resource?.body, 'properties'), scope);
    };
    const noBody = { headers: [], body: { bytes: 0 } };
    const noBodies = { request: noBody, response: noBody };

    it('has the tokens of every request, and no prompts and answers', () => {
      expect(properties('azureMonitor')).toMatchObject({
        sampling: { samplingType: 'fixed', percentage: 100 },
        logClientIp: false,
        frontend: noBodies,
        backend: noBodies,
      });
      expect(properties('azureMonitor')).toHaveProperty('largeLanguageModel', { logs: 'enabled' });
    });

    it('is switched on for "all APIs" of a new instance, or where it is asked for, without bodies', () => {
      const diagnostic = made(folder, 'loggers').find(({ symbol }) => symbol === 'allApis');
      const scope = gatewayScope(folder, 'loggers', { gatewayName: 'apim' });
      const inner = withValues(scope, { azureMonitor: { id: 'azuremonitor' } });
      expect(evaluate(propertyOf(diagnostic?.body, 'properties'), inner)).toMatchObject({
        loggerId: 'azuremonitor',
        sampling: { samplingType: 'fixed', percentage: 100 },
        frontend: noBodies,
        backend: noBodies,
      });
      const { modules } = fileOf(folder, gatewayFile('wiring'));
      const call = modules.find(({ symbol }) => symbol === 'loggers')?.body;
      const isMade = (settings: object): unknown =>
        evaluate(
          propertyOf(propertyOf(call, 'params'), 'makesDiagnostic'),
          gatewayScope(folder, 'wiring', { settings }),
        );
      expect(isMade(bareGateway)).toBe(false);
      expect(isMade({ ...bareGateway, createDiagnostic: true })).toBe(true);
      expect(isMade({ ...bareGateway, trial: {} })).toBe(true);
    });

    it('has no bodies in Application Insights, whatever "all APIs" say there', () => {
      expect(properties('applicationInsights')).toMatchObject({
        logClientIp: false,
        frontend: noBodies,
        backend: noBodies,
      });
    });

    it('is reported to Application Insights in the share that is chosen for these APIs', () => {
      expect(properties('applicationInsights')).toMatchObject({
        sampling: { samplingType: 'fixed', percentage: 5 },
      });
    });

    it('goes to the hub in the two categories that the program reads, without metrics', () => {
      const [setting] = made(folder, 'diagnostics');
      const scope = gatewayScope(folder, 'diagnostics', {
        logsRuleId: 'rule',
        logsHubName: 'apim-logs',
        workspaceId: 'workspace',
      });
      expect(evaluate(propertyOf(setting?.body, 'properties'), scope)).toEqual({
        eventHubAuthorizationRuleId: 'rule',
        eventHubName: 'apim-logs',
        workspaceId: 'workspace',
        logAnalyticsDestinationType: 'Dedicated',
        logs: ['GatewayLogs', 'GatewayLlmLogs'].map((category) => ({ category, enabled: true })),
      });
    });
  });

  describe('the surfaces', () => {
    it('have the paths and the key headers of the guide, for the policies of the guide', () => {
      const written = [...readme.matchAll(/^\| `\/(.+)\/…`.*\| (`.*xml`) +\| `(.+)` +\|$/gm)].map(
        ([, prefix, files, header]) => ({ prefix, files: files?.match(/[\w-]+\.xml/g), header }),
      );
      const deployed = [bareGateway, fullGateway].map(
        (settings) => wiringOf(folder, settings).policies,
      );
      expect(written).toEqual(
        Object.entries(apis).map(([kind, api]) => ({
          prefix: kind === 'azureOpenAi' ? `${api.path}/deployments` : api.path,
          files: [
            ...new Set(
              deployed
                .filter((texts) => kind in texts)
                .flatMap((texts) => documentsOf({ [kind]: texts[kind] ?? '' }, policies))
                .map(({ name }) => `${name}.xml`),
            ),
          ],
          header: api.keyHeader,
        })),
      );
    });

    const keyNames = (kind: string, subscriptionRequired = true): unknown => {
      const resource = made(folder, 'api').find(({ symbol }) => symbol === 'made');
      const scope = gatewayScope(folder, 'api', {
        gatewayName: 'apim',
        api: { id: kind, existing: false, subscriptionRequired },
        definition: apis[kind],
      });
      const properties = evaluate(propertyOf(resource?.body, 'properties'), scope);
      return (properties as Record<string, unknown>)['subscriptionKeyParameterNames'];
    };

    it('take the key as OpenAI clients send it, where these clients call', () => {
      expect(keyNames('azureOpenAiV1')).toEqual({
        header: 'api-key',
        query: 'subscription-key',
        bearer: 'enabled',
      });
      for (const kind of ['azureOpenAi', 'anthropic']) {
        expect(keyNames(kind)).toMatchObject({ bearer: null });
      }
    });

    it('take no token for a key, where a token alone lets callers in', () => {
      expect(keyNames('azureOpenAiV1', false)).toMatchObject({ bearer: null });
    });

    it.each([
      ['GET', '/batches/batch_1'],
      ['POST', '/batches'],
      ['POST', '/batches/batch_1/cancel'],
      ['POST', '/files'],
      ['GET', '/files/file-1/content'],
      ['DELETE', '/files/file-1'],
      ['POST', '/responses/input_tokens'],
      ['POST', '/vector_stores/vs_1/search'],
      ['POST', '/something/of/tomorrow'],
    ])('answer %s %s, which no operation names', (method, called) => {
      for (const { operations } of Object.values(apis)) {
        const matching = operations.filter((operation) => {
          const template = operation.urlTemplate.replace(/\{[^}]+\}/g, '[^/]+').replace('*', '.*');
          return operation.method === method && new RegExp(`^${template}$`).test(called);
        });
        expect(matching.map(({ urlTemplate }) => urlTemplate)).toEqual(['/*']);
      }
    });

    it('answer with every method that their policies let a browser ask for', () => {
      for (const { source } of policies.apis) {
        const allowed = [...source.matchAll(/<method>(\w+)<\/method>/g)].map(
          ([, method]) => method,
        );
        for (const { operations } of Object.values(apis)) {
          const whole = operations.filter(({ urlTemplate }) => urlTemplate === '/*');
          expect(whole.map(({ method }) => method).sort()).toEqual(allowed.sort());
        }
      }
    });

    it('declare what their operations have in braces', () => {
      for (const { operations } of Object.values(apis)) {
        for (const { urlTemplate, parameters = [] } of operations) {
          expect([...urlTemplate.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name)).toEqual(
            parameters,
          );
        }
        expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
      }
    });

    it('are what the program takes the logs of', () => {
      const ids = gatewayScope(folder, 'surfaces', {}).call('apiIdsOf', [fullGateway]);
      expect(ids).toBe('azure-openai,azure-openai-v1,anthropic-messages');
      const renamed = {
        ...bareGateway,
        apis: { azureOpenAi: { id: 'gpt' }, azureOpenAiV1: { enabled: false } },
      };
      expect(gatewayScope(folder, 'surfaces', {}).call('apiIdsOf', [renamed])).toBe('gpt');
    });
  });
});
