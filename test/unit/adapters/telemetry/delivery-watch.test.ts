import { makeDeliveryWatch } from '../../../../shared/adapters/telemetry/delivery-watch';

const watch = () => {
  const errors: string[] = [];
  const policy = makeDeliveryWatch((error) => errors.push(error.message));
  const answer = (status: number) =>
    policy.sendRequest('request', () => Promise.resolve({ status }));
  const fail = () => policy.sendRequest('request', () => Promise.reject(new Error('refused')));
  return { errors, answer, fail };
};

test('an outage is reported when it begins and not again until it is over', async () => {
  const { errors, answer, fail } = watch();
  await answer(200);
  await expect(fail()).rejects.toThrow('refused');
  await answer(503);
  await answer(200);
  await answer(503);
  expect(errors).toEqual([
    'Telemetry does not arrive: the ingestion endpoint cannot be reached.',
    'Telemetry does not arrive: the ingestion endpoint answered 503.',
  ]);
});

test('a response is passed on as it came', async () => {
  const { answer } = watch();
  await expect(answer(429)).resolves.toEqual({ status: 429 });
});

test.each([401, 403])(
  'an identity that is refused with %d is told which role to get',
  async (status) => {
    const { errors, answer } = watch();
    await answer(status);
    expect(errors).toEqual([expect.stringContaining('Monitoring Metrics Publisher')]);
  },
);

test('a batch of which some records were refused is reported, a redirect is not', async () => {
  const { errors, answer } = watch();
  await answer(308);
  expect(errors).toEqual([]);
  await answer(206);
  expect(errors).toEqual(['Telemetry does not arrive: the ingestion endpoint answered 206.']);
});
