// Sends the traffic of a storm and kills hosts under it, each while it waits for the answer to a write.
import { openEventHubs } from '../../../../local/simulator/event-hubs-sink';
import { makePacer, systemClock } from '../../../../local/simulator/pacer';
import { messagesPerTurnMax, sendMessages } from '../../../../local/simulator/send-messages';
import type { SimulatedMessage } from '../../../../local/simulator/send-plan';
import type { Stack } from '../../../../local/stack';
import { ambushes, type AmbushName } from './ambushes';
import type { FaultPlan } from './fault-plan';
import type { Patience } from './patience';
import { doingOf } from './store-request';
import type { WriteWatch } from './write-watch';

/** Events a second: more than the program takes in a storm, so that no host is ever idle. */
const eventsPerSecond = 400;

export interface KilledHost {
  readonly place: AmbushName;
  /** What it waited for. */
  readonly during: string;
  /** What the next host is to write again, with how often that was asked for before the kill. */
  readonly left: ReadonlyMap<string, number>;
}

export interface StormWatch {
  readonly plan: FaultPlan;
  readonly writes: WriteWatch;
  readonly patience: Patience;
  readonly onProgress?: ((text: string) => void) | undefined;
}

/** Sends all messages; for each kill a part of them, so that every host dies under load. */
export const sendAndKill = async (
  stack: Stack,
  messages: readonly SimulatedMessage[],
  places: readonly AmbushName[],
  { plan, writes, patience, onProgress = () => undefined }: StormWatch,
): Promise<readonly KilledHost[]> => {
  const sink = openEventHubs(stack.description.eventHubs);
  const share = Math.ceil(messages.length / (places.length + 1));
  const send = (part: number): Promise<void> =>
    sendMessages(
      messages.slice(part * share, (part + 1) * share),
      sink,
      makePacer(eventsPerSecond, messagesPerTurnMax, systemClock),
      () => undefined,
    );
  const killed: KilledHost[] = [];
  try {
    for (const [part, place] of places.entries()) {
      const sending = send(part);
      const ambush = ambushes[place]();
      const { request, abandoned } = await patience.wait(place, plan.layAmbush(ambush));
      onProgress(`killing a host: ${place}`);
      await stack.killHost();
      // The host held the connection open to its end: it was in the middle of the request.
      await patience.wait('the killed host was gone', abandoned);
      const left = ambush.takenUpBy(request);
      killed.push({
        place,
        during: doingOf(request),
        left: new Map(left.map((document) => [document, writes.timesAsked(document)])),
      });
      await stack.restartHost();
      onProgress('another host is up');
      await sending;
    }
    await send(places.length);
  } finally {
    await sink.close();
  }
  return killed;
};
