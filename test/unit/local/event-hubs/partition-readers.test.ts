import type { AmqpRefusal } from '../../../../local/event-hubs/amqp-refusal';
import { READERS_PER_PARTITION_MAX } from '../../../../local/event-hubs/limits';
import {
  type PartitionReader,
  PartitionReaders,
} from '../../../../local/event-hubs/partition-readers';

class RecordingReader implements PartitionReader {
  wakes = 0;
  disconnectedFor: string | undefined;

  constructor(readonly ownerLevel: number | undefined) {}

  wake(): void {
    this.wakes += 1;
  }

  disconnect(reason: AmqpRefusal): void {
    this.disconnectedFor = reason.condition;
  }
}

function admitAll(readers: PartitionReaders, ownerLevels: (number | undefined)[]) {
  return ownerLevels.map((ownerLevel) => {
    const reader = new RecordingReader(ownerLevel);
    return { reader, refusedFor: readers.admit(reader)?.condition };
  });
}

describe('PartitionReaders', () => {
  test.each([
    { holder: 0, challenger: 0 },
    { holder: 0, challenger: 1 },
    { holder: undefined, challenger: 0 },
  ])('owner level $challenger takes the partition from $holder', ({ holder, challenger }) => {
    const readers = new PartitionReaders();
    const [loser, winner] = admitAll(readers, [holder, challenger]);
    readers.wakeAll();

    expect(winner).toMatchObject({ refusedFor: undefined, reader: { wakes: 1 } });
    expect(loser!.reader).toMatchObject({ disconnectedFor: 'amqp:link:stolen', wakes: 0 });
  });

  test.each([
    { holder: 1, challenger: 0 },
    { holder: 0, challenger: undefined },
  ])('owner level $holder keeps the partition from $challenger', ({ holder, challenger }) => {
    const readers = new PartitionReaders();
    const [winner, loser] = admitAll(readers, [holder, challenger]);
    readers.wakeAll();

    expect(winner!.reader).toMatchObject({ disconnectedFor: undefined, wakes: 1 });
    expect(loser).toMatchObject({ refusedFor: 'amqp:link:stolen', reader: { wakes: 0 } });
  });

  test('readers without an owner level share the partition, up to the quota', () => {
    const readers = new PartitionReaders();
    const admitted = admitAll(
      readers,
      Array.from({ length: READERS_PER_PARTITION_MAX }, () => undefined),
    );
    const [tooMany] = admitAll(readers, [undefined]);
    readers.wakeAll();

    expect(admitted.map(({ reader }) => reader.wakes)).toEqual(admitted.map(() => 1));
    expect(tooMany!.refusedFor).toBe('amqp:resource-limit-exceeded');
  });

  test('a reader that has gone leaves the partition to any other, however often it goes', () => {
    const readers = new PartitionReaders();
    const [owner] = admitAll(readers, [7]);
    readers.release(owner!.reader);
    const [successor] = admitAll(readers, [undefined]);
    readers.release(owner!.reader);
    readers.wakeAll();

    expect(successor).toMatchObject({ refusedFor: undefined, reader: { wakes: 1 } });
    expect(owner!.reader.wakes).toBe(0);
  });
});
