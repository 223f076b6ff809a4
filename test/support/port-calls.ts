// Every call that a program makes of its stores, one after another, as one numbered sequence: a test
// puts a crash, a rival or a reader between any two of them.
import type { InMemoryProgram } from './in-memory-program';

export interface PortCall {
  /** From 0 on. */
  readonly number: number;
  readonly store: 'usage' | 'deadLetters' | 'rollups' | 'chargebacks' | 'reference' | 'state';
  /** `create`, `read`, `query`, `put`, `delete` … */
  readonly kind: string;
  readonly id: string;
}

/** What happens before a call takes effect; it may call the program itself, or throw. */
export type Interruption = (call: PortCall) => void | Promise<void>;

/** Does a piece of work and interrupts each of its calls, but not what an interruption itself calls. */
export const interrupted = async <T>(
  program: InMemoryProgram,
  interrupt: Interruption,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly calls: readonly PortCall[] }> => {
  const calls: PortCall[] = [];
  let isInside = false;
  const before = async (call: Omit<PortCall, 'number'>): Promise<void> => {
    if (isInside) return;
    const numbered = { ...call, number: calls.length };
    calls.push(numbered);
    isInside = true;
    try {
      await interrupt(numbered);
    } finally {
      isInside = false;
    }
  };
  program.usage.before = ({ kind, id }) => before({ store: 'usage', kind, id });
  program.deadLetters.before = () => before({ store: 'deadLetters', kind: 'write', id: '' });
  for (const store of documentStores) {
    program[store].before = ({ kind, partition, id }) =>
      before({ store, kind, id: `${partition}/${id}` });
  }
  try {
    return { result: await work(), calls };
  } finally {
    program.usage.before = () => undefined;
    program.deadLetters.before = () => undefined;
    for (const store of documentStores) program[store].before = () => undefined;
  }
};

const documentStores = ['rollups', 'chargebacks', 'reference', 'state'] as const;
