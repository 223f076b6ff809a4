// npm run recompute, and the search for windows of older rules, over the wire: the excerpts of heads,
// marks that are only set if there is none, and their replacing under ETags.
import { runRecomputeCommand } from '../../local/recompute/command';
import { resolve } from '../../shared/domain/usage/resolve';
import { rulesVersion } from '../../shared/domain/usage/rules-version';
import { startCosmosStack, type CosmosStack } from '../support/cosmos-stack';
import { ProgramUnderTest, type ProgramStores } from '../support/program-under-test';
import { usageEvent } from '../support/sample-events';

class ProgramOverStores extends ProgramUnderTest {
  constructor(private readonly opened: ProgramStores) {
    super();
  }

  protected stores(): ProgramStores {
    return this.opened;
  }
}

describe('recomputing, with Cosmos DB', () => {
  let cosmos: CosmosStack;
  beforeAll(async () => (cosmos = await startCosmosStack()));
  afterAll(() => cosmos.close());

  const recompute = async ({ clock }: ProgramUnderTest, ...args: readonly string[]) => {
    const text: string[] = [];
    const print = (line: string): number => text.push(line);
    const env = {
      COSMOS_CONNECTION_STRING: cosmos.emulator.connectionString,
      COSMOS_CONSISTENCY: 'Session',
    };
    const code = await runRecomputeCommand(args, { env, print, printError: print, clock });
    return { code, text: text.join('\n') };
  };

  it('reaches windows of older rules by itself, and all windows when an operator asks', async () => {
    const program = new ProgramOverStores(cosmos.stores);
    const times = ['2026-11-19T10:00:00Z', '2026-11-20T10:00:00Z'];
    const events = times.map((time, index) => usageEvent({ id: index + 1, time }));
    await program.deliver(program.enqueue(...events));
    const olderRules = {
      version: rulesVersion - 1,
      resolve: (record: Parameters<typeof resolve>[0]) => ({ ...resolve(record), meters: {} }),
    };
    await program.rollUp({ rules: olderRules });

    const reached = { windowsRecomputed: 2, windowsOfOlderRules: 0, pendingWindows: 0 };
    expect(await program.rollUp()).toMatchObject(reached);
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 0 });

    const range = ['--from', '2026-11-19', '--to', '2026-11-20'];
    const { code, text } = await recompute(program, ...range);
    expect([code, text]).toEqual([0, expect.stringContaining('2 quarter hours of 2 days')]);
    expect(await recompute(program, ...range)).toMatchObject({ code: 0 });
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 2, pendingWindows: 0 });

    expect(await program.rollUp({ rules: olderRules })).toMatchObject({ windowsOfNewerRules: 0 });
    await program.deliver(program.enqueue(usageEvent({ id: 3, time: '2026-11-20T10:00:00Z' })));
    const held = { windowsRecomputed: 0, windowsOfNewerRules: 1, pendingWindows: 1 };
    expect(await program.rollUp({ rules: olderRules })).toMatchObject(held);
    expect(await program.rollUp({ rules: olderRules })).toMatchObject(held);
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 1, pendingWindows: 0 });
  });
});
