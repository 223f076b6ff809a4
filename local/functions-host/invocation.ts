// One invocation, in the order of the Node.js worker: the library makes the arguments, hooks before,
// the handler, hooks after, the library makes the response.
// (https://github.com/Azure/azure-functions-nodejs-worker, InvocationHandler)
import { randomUUID } from 'node:crypto';
import { endsWithin } from './clock';
import { functionsCore } from './core-module';
import type {
  CoreInvocationContext,
  HookContext,
  InvocationRequest,
  InvocationResponse,
  RetryContext,
  TypedData,
} from './core-types';
import type { FunctionDefinition } from './function-definition';
import { runHooks } from './hooks';
import { detailsOf, toError, type HostLogger } from './logger';
import type { Registrations } from './registrations';

export interface TriggerInput {
  /** Why the function runs, for the log. */
  readonly reason: string;
  readonly input: TypedData;
  readonly metadata?: Record<string, TypedData>;
  readonly retryContext?: RetryContext | undefined;
}

/** A handler ran longer than host.json's `functionTimeout`. It cannot be stopped from outside. */
export class FunctionTimedOut extends Error {
  override readonly name = 'FunctionTimedOut';
}

export interface InvokerOptions {
  readonly registrations: Registrations;
  readonly logger: HostLogger;
  readonly timeoutMs: number | undefined;
  /** The real host kills its worker when a handler times out: what is left cannot be trusted. */
  readonly onTimeout: (error: FunctionTimedOut) => void;
}

/** Runs invocations and knows which are still running. */
export class Invoker {
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly options: InvokerOptions) {}

  /** Rejects with what the handler, or a hook, threw. */
  invoke(definition: FunctionDefinition, trigger: TriggerInput): Promise<InvocationResponse> {
    const invocation = this.logged(definition, trigger);
    const settled = invocation.catch(() => undefined);
    this.running.add(settled);
    void settled.then(() => this.running.delete(settled));
    return invocation;
  }

  /** Ends when nothing that runs now is running any more. */
  async idle(): Promise<void> {
    await Promise.all(this.running);
  }

  private async logged(
    definition: FunctionDefinition,
    trigger: TriggerInput,
  ): Promise<InvocationResponse> {
    const { logger } = this.options;
    const invocationId = randomUUID();
    const source = `Function.${definition.name}`;
    const startMs = performance.now();
    const took = (): string => `${Math.round(performance.now() - startMs)} ms`;
    logger.log('information', source, `executing (${trigger.reason}, ${invocationId})`);
    try {
      const response = await this.limited(definition, trigger, invocationId);
      logger.log('information', source, `succeeded (${invocationId}, ${took()})`);
      return response;
    } catch (error) {
      logger.log('error', source, `failed (${invocationId}, ${took()}): ${detailsOf(error)}`);
      throw error;
    }
  }

  private async limited(
    definition: FunctionDefinition,
    trigger: TriggerInput,
    invocationId: string,
  ): Promise<InvocationResponse> {
    const { timeoutMs, onTimeout } = this.options;
    const work = this.run(definition, trigger, invocationId);
    if (timeoutMs === undefined || (await endsWithin(timeoutMs, work))) return work;
    const error = new FunctionTimedOut(
      `Function "${definition.name}" ran longer than functionTimeout (${timeoutMs} ms).`,
    );
    onTimeout(error);
    throw error;
  }

  private async run(
    definition: FunctionDefinition,
    trigger: TriggerInput,
    invocationId: string,
  ): Promise<InvocationResponse> {
    const { registrations, logger } = this.options;
    const { metadata, callback } = definition.registered;
    const programmingModel = functionsCore.getProgrammingModel();
    if (programmingModel === undefined)
      throw new Error('@azure/functions set no programming model');

    const request: InvocationRequest = {
      invocationId,
      inputData: [{ name: definition.bindingName, data: trigger.input }],
      triggerMetadata: trigger.metadata ?? {},
      ...(trigger.retryContext && { retryContext: trigger.retryContext }),
    };
    const core: CoreInvocationContext = {
      invocationId,
      request,
      metadata,
      log: (level, _category, message) => {
        logger.log(level, `Function.${metadata.name}`, message);
      },
    };
    const model = await programmingModel.getInvocationModel(core);
    const { context, inputs } = await model.getArguments();
    const shared = {
      hookData: {},
      appHookData: registrations.appHookData,
      invocationContext: context,
    };

    const before: HookContext = { ...shared, inputs, functionCallback: callback };
    core.state = 'preInvocationHooks';
    await runHooks(registrations, 'preInvocation', before);

    const after: HookContext = { ...shared, inputs: before.inputs ?? inputs, result: null };
    core.state = 'invocation';
    try {
      after.result = await model.invokeFunction(
        context,
        after.inputs ?? [],
        before.functionCallback ?? callback,
      );
    } catch (error) {
      after.error = error ?? new Error('The handler threw nothing that says what is wrong.');
    }
    core.state = 'postInvocationHooks';
    await runHooks(registrations, 'postInvocation', after);
    delete core.state;

    // Hooks after the handler may take its error away, or put one in.
    if (after.error !== undefined && after.error !== null) throw toError(after.error);
    return model.getResponse(context, after.result);
  }
}
