// The demo as the README promises it, with less traffic: a month of every kind of request and of
// every fault, through the whole program, reconciled with an oracle that shares no code with it.
import { runCommand } from '../support/run-command';

describe('npm run demo', () => {
  it('ends with 0 when every figure of the report is what the oracle expects', async () => {
    const demo = await runCommand('demo.ts', '--requests', '1200', '--seed', 'e2e');
    expect(demo.err).toBe('');
    expect(demo.code).toBe(0);
    expect(demo.out).toMatch(/agrees with the oracle in all \d{3,} figures, to the last decimal/);
    expect(demo.out).not.toContain('DIFFERENT');
  });
});
