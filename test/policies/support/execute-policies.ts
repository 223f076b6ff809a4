// Runs tests against executed policies: one gateway for all tests of a file.
import { openGateway, type Gateway, type GatewayOptions } from '../harness/gateway';
import type { GatewayRequest, GatewayResult } from '../harness/gateway-call';
import { describeWithMono } from '../harness/with-mono';
import { namedValues } from './named-values';

/** The first test of all compiles every policy. */
const compileMsMax = 120_000;

export type Execute = (request: GatewayRequest) => Promise<GatewayResult>;

export const describeExecuted = (
  title: string,
  tests: (execute: Execute) => void,
  options: GatewayOptions = {},
): void => {
  describeWithMono(title, () => {
    let gateway: Gateway | undefined;
    beforeAll(async () => {
      gateway = await openGateway({ namedValues, ...options });
    }, compileMsMax);
    afterAll(() => gateway?.close());
    tests((request) => {
      if (gateway === undefined) throw new Error('a test ran before its gateway was open');
      return gateway.handle(request);
    });
  });
};
