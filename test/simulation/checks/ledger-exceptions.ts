// What the program told people of, as it is stored.
import { Broken, type World } from '../world/world';
import type { Partition } from '../world/hub';

export interface LedgerException {
  readonly kind: string;
  readonly where: string;
  readonly detail: string;
}

/** Events that a partition passed over, between two sequence numbers. */
export interface Gap {
  readonly partition: Partition;
  readonly after: number;
  readonly before: number;
}

export const exceptionsOf = ({ state }: World, kind: string): readonly LedgerException[] =>
  state.ids('exception').flatMap((id) => {
    const exception = state.latest('exception', id)?.value as LedgerException | undefined;
    return exception?.kind === kind ? [exception] : [];
  });

export const gapsOf = (world: World, partitions: readonly Partition[]): readonly Gap[] =>
  exceptionsOf(world, 'sequenceGap').map(({ where, detail }) => {
    const [hub, name] = where.split(':');
    const partition = partitions.find((one) => one.hub === hub && one.name === name);
    const [, after, before] = /between sequence numbers (-?\d+) and (\d+)/.exec(detail) ?? [];
    if (partition === undefined || after === undefined) throw new Broken(`what gap is ${where}?`);
    return { partition, after: Number(after), before: Number(before) };
  });
