// Who does something in a run: processes of the program, and the activities that they have under way.

/** One process of the program, or a person at a command line. */
export interface Host {
  readonly name: string;
  /** Whether it runs the program as it was before the next version. */
  readonly isOld: boolean;
  isAlive: boolean;
}

export type ActorKind = 'ingest' | 'rollUp' | 'read' | 'push' | 'world';

/** One activity of a process: the delivery of a batch, a tick of the rollup, a question. */
export class Actor {
  /** Its steps are not chosen before this step, as if its machine were frozen. */
  pausedUntil = 0;
  /** The step at which it last read anything from the store. */
  lastReadAt = 0;
  /** The step at which it came to its end without an error; undefined: not yet, or never. */
  finishedAt: number | undefined;

  constructor(
    readonly name: string,
    readonly kind: ActorKind,
    readonly host: Host,
  ) {}
}
