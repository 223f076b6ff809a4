import { withProblems } from '../../../functions/with-problems';
import { DependencyUnavailable } from '../../../shared/app/ports';
import { call, invocationId } from '../../support/http-call';

const failing = (error: unknown) =>
  withProblems(() => {
    throw error;
  });

describe('the edge of a handler', () => {
  it('answers with 503 and when to come back while a dependency is unavailable', async () => {
    const answer = await call(failing(new DependencyUnavailable('cosmos.contoso: 503')), '/x');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('30');
    expect(answer.json()).toMatchObject({
      type: 'urn:problem-type:chargeback:dependency-unavailable',
      instance: `urn:uuid:${invocationId}`,
    });
    expect(answer.body).not.toContain('contoso');
    expect(answer.log.join()).toContain('contoso');
  });

  it('answers a bug of ours with 500 and an id that the log has too, and with nothing else', async () => {
    const answer = await call(failing(new TypeError('alice@contoso.com is not iterable')), '/x');
    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toContain(invocationId);
    expect(answer.body).not.toMatch(/alice|TypeError|\.ts/);
    expect(answer.log.join()).toContain(invocationId);
  });

  it('does so whatever is thrown, also from a promise', async () => {
    const rejecting = withProblems(() => Promise.reject(new Error('late')));
    expect((await call(rejecting, '/x')).status).toBe(500);
    expect((await call(failing(undefined), '/x')).status).toBe(500);
  });
});
