import { openGateway } from './harness/gateway';
import { describeWithMono } from './harness/with-mono';

describeWithMono('the expressions of the policies', () => {
  it('compile, and use no type and no member that API Management refuses', async () => {
    const gateway = await openGateway();
    try {
      expect(await gateway.refusedExpressions()).toEqual([]);
    } finally {
      await gateway.close();
    }
  });
});
