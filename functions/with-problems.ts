// The edge of every HTTP handler: whatever it throws becomes a problem document, and the log gets
// the cause under the same id. The answer itself holds nothing of the error: messages and stacks
// may name hosts, or hold data.
import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { DependencyUnavailable } from '../shared/app/ports';
import { problem, problemResponse } from '../shared/http/problem';
import { retryAfterSeconds } from '../shared/limits';

export type Handler = (
  request: HttpRequest,
  context: InvocationContext,
) => Promise<HttpResponseInit>;

export const withProblems =
  (handler: Handler): Handler =>
  async (request, context) => {
    try {
      return await handler(request, context);
    } catch (error) {
      const { functionName, invocationId } = context;
      const instance = `urn:uuid:${invocationId}`;
      if (error instanceof DependencyUnavailable) {
        context.warn(`${functionName} ${invocationId}: a dependency is unavailable`, error);
        const detail = `A dependency does not answer. Try again in ${retryAfterSeconds} seconds.`;
        return problemResponse(problem('dependency-unavailable', detail, { instance }), {
          'Retry-After': String(retryAfterSeconds),
        });
      }
      context.error(`${functionName} ${invocationId}: failed unexpectedly`, error);
      const detail = `This is a fault of the program. Its log has the cause under ${invocationId}.`;
      return problemResponse(problem('internal-error', detail, { instance }));
    }
  };
