// Which requests are spoiled, and how: a share of all of them, each kind of fault as often as any other
// of its severity. The same seed spoils the requests of the same numbers in the same order of kinds;
// which requests those are is up to the machine.
import type { Random } from '../../../../local/simulator/random';
import type { FaultAnswer } from '../../../support/cosmos-fault-proxy';
import type { ProxiedRequest } from '../../../support/cosmos-forwarding';
import { faultKindOf, faultNames, type FaultName } from './fault-kinds';
import { doingOf } from './store-request';

/** Shares of the requests. With more harsh ones, hardly any batch of ten requests would get through. */
const mildShare = 0.1;
const harshShare = 0.04;

/** A place at which a host is to be killed: the request at which it hangs. */
export interface Ambush {
  /** Whether this is the request; asked about each, in turn. */
  readonly suits: (doing: string, request: ProxiedRequest) => boolean;
  readonly done: 'nothing' | 'half' | 'all';
  /** The documents that a host after the killed one writes, since it takes up what that one left. */
  readonly takenUpBy: (request: ProxiedRequest) => readonly string[];
}

export interface Held {
  readonly request: ProxiedRequest;
  /** Resolves when the host that asked is gone. */
  readonly abandoned: Promise<void>;
}

export class FaultPlan {
  readonly counts = Object.fromEntries(faultNames.map((name) => [name, 0])) as Record<
    FaultName,
    number
  >;
  requests = 0;
  #raging = false;
  #deck: FaultName[] = [];
  #ambush: { readonly ambush: Ambush; readonly spring: (held: Held) => void } | undefined;

  constructor(private readonly random: Random) {}

  begin(): void {
    this.#raging = true;
  }

  end(): void {
    this.#raging = false;
  }

  /** Resolves when a request hung there. All faults go on beside it. */
  layAmbush(ambush: Ambush): Promise<Held> {
    return new Promise((spring) => (this.#ambush = { ambush, spring }));
  }

  decide(request: ProxiedRequest): FaultAnswer | undefined {
    if (!this.#raging || request.isQueryPlan) return undefined;
    this.requests += 1;
    const trap = this.#ambush;
    if (trap?.ambush.suits(doingOf(request), request) === true) {
      this.#ambush = undefined;
      return hang(request, trap.ambush.done, trap.spring);
    }
    const draw = this.random.unit();
    if (draw >= mildShare + harshShare) return undefined;
    return this.#spoil(request, draw < harshShare);
  }

  /** By the next kind of that severity that suits the request; the others wait for theirs. */
  #spoil(request: ProxiedRequest, isHarsh: boolean): FaultAnswer | undefined {
    const fits = (name: FaultName): boolean =>
      faultKindOf(name).isHarsh === isHarsh && faultKindOf(name).suits(request);
    if (!this.#deck.some(fits)) this.#deck.push(...this.random.shuffle(faultNames));
    const [name] = this.#deck.splice(this.#deck.findIndex(fits), 1);
    if (name === undefined) return undefined;
    this.counts[name] += 1;
    return faultKindOf(name).answer(request, this.random);
  }
}

const hang = (
  request: ProxiedRequest,
  unanswered: Ambush['done'],
  spring: (held: Held) => void,
): FaultAnswer => {
  let abandon: () => void = () => undefined;
  const abandoned = new Promise<void>((resolve) => (abandon = resolve));
  return { unanswered, onHeld: () => spring({ request, abandoned }), onAbandoned: abandon };
};
