import { ContainerClient } from '@azure/storage-blob';
import { type Azurite, startAzurite } from '../../local/azurite';

describe('Azurite inside the process', () => {
  const running: Azurite[] = [];

  async function start(blobPort = 0): Promise<Azurite> {
    const azurite = await startAzurite({ blobPort });
    running.push(azurite);
    return azurite;
  }

  afterEach(async () => {
    for (const azurite of running.splice(0)) await azurite.close();
  });

  test('keeps blobs, and none of another one', async () => {
    const [one, other] = [await start(), await start()];
    const container = new ContainerClient(one.connectionString, 'checkpoints');
    await container.create();
    const blob = container.getBlockBlobClient('traffic/0');
    await blob.upload('41', 2);

    expect((await blob.downloadToBuffer()).toString()).toBe('41');
    const elsewhere = new ContainerClient(other.connectionString, 'checkpoints');
    expect(await elsewhere.exists()).toBe(false);
  });

  test('refuses a taken port, naming it and what to do', async () => {
    const { port } = await start();
    await expect(startAzurite({ blobPort: port })).rejects.toThrow(
      new RegExp(`127\\.0\\.0\\.1:${port}.*EADDRINUSE.*choose another`),
    );
  });
});
