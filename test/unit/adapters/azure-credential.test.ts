import { makeAzureCredential } from '../../../shared/adapters/azure-credential';

describe('the credential for Azure', () => {
  it('costs nothing before the first token is asked for', () => {
    const loaded = () =>
      Object.keys(require.cache).some((file) => file.includes('@azure/identity'));
    makeAzureCredential(undefined);
    makeAzureCredential('11111111-2222-3333-4444-555555555555');
    expect(loaded()).toBe(false);
    jest.requireActual('@azure/identity');
    expect(loaded()).toBe(true);
  });
});
