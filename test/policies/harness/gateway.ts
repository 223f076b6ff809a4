// A gateway that executes policy files: it compiles their expressions, and runs their sections for
// each call.
import { compileProgram } from './compile';
import { inspectExpressions, type RefusedExpression } from './expression-inspection';
import { generateProgram } from './generate-program';
import type { GatewayRequest, GatewayResult } from './gateway-call';
import { monoAdvice, monoIsThere } from './mono';
import { startMonoProcess } from './mono-process';
import { projectPolicies, readPolicyFolder } from './policy-folder';
import { questionOf, resultOf } from './wire';

export interface Gateway {
  /**
   * Rejects where the test is at fault, or where a policy did what no policy may do: hold back a
   * stream.
   */
  handle(request: GatewayRequest): Promise<GatewayResult>;
  /** The expressions that would be refused when they are deployed, although they compile here. */
  refusedExpressions(): Promise<readonly RefusedExpression[]>;
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** Laid out like policies/, which is the default. */
  readonly policiesDir?: string;
  /** Named values of every call; a call may have others. */
  readonly namedValues?: Readonly<Record<string, string>>;
  /** Whether calls tell how many steps their expressions took. */
  readonly countsSteps?: boolean;
  /** Until an expression is taken for endless and the gateway given up. */
  readonly callMsMax?: number;
}

const callMsMaxDefault = 30_000;

/** Throws with file, line and expression where something does not compile. */
export const openGateway = async (options: GatewayOptions = {}): Promise<Gateway> => {
  if (!monoIsThere) throw new Error(`a gateway ${monoAdvice}`);
  const { apis, fragments } = readPolicyFolder(options.policiesDir ?? projectPolicies);
  const program = generateProgram([...apis, ...fragments], options);
  const { documents } = program;
  const expressions = program.expressions.map(({ file, line, text }) => ({ file, line, text }));
  const mono = startMonoProcess(
    await compileProgram(program),
    { documents, expressions },
    options.callMsMax ?? callMsMaxDefault,
  );
  return {
    handle: async (request) =>
      resultOf(await mono.ask(questionOf(request, options.namedValues ?? {}))),
    refusedExpressions: () => inspectExpressions(mono, program),
    close: () => mono.close(),
  };
};
