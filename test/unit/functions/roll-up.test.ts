import type { InvocationContext, Timer } from '@azure/functions';
import { makeRollUpHandler } from '../../../functions/roll-up';
import type { RollUp } from '../../../shared/app/rollup/roll-up';

const run = async (rollUp: () => Promise<unknown>) => {
  const done: string[] = [];
  const handler = makeRollUpHandler({
    rollUp: (() => rollUp()) as RollUp,
    reportHubProgress: () => Promise.resolve(void done.push('hubs')),
  });
  const context = { debug: (text: string) => done.push(text) } as unknown as InvocationContext;
  const failure: unknown = await Promise.resolve(handler({} as Timer, context)).catch(
    (error: unknown) => error,
  );
  return { done, failure };
};

test('the hubs are told of after each tick', async () => {
  const { done, failure } = await run(() => Promise.resolve({ windowsRecomputed: 1 }));
  expect(done).toEqual(['rolled up: {"windowsRecomputed":1}', 'hubs']);
  expect(failure).toBeUndefined();
});

test('the hubs are told of also where the tick fails, which the host hears all the same', async () => {
  const { done, failure } = await run(() => Promise.reject(new Error('no store')));
  expect(done).toEqual(['hubs']);
  expect(failure).toEqual(new Error('no store'));
});
