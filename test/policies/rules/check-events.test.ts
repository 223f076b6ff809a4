import { check, soundApi, soundFragment, soundReadme } from './sound-policies';

const checkFragment = (sound: string, planted: string): string => {
  const fragment = soundFragment.replace(sound, planted);
  expect(fragment).not.toBe(soundFragment);
  return check(soundApi, fragment, soundReadme).join('\n');
};

/** As emit-usage-event makes its event: statements, in the file that logs. */
const making = (statement: string): string =>
  checkFragment(
    '<choose>',
    `<set-variable name="llmUsageEvent" value='@{
      var data = new JObject();
      ${statement}
      return data.ToString();
    }' /><choose>`,
  );

describe('what an event may hold', () => {
  it.each([
    'data["id"] = context.Subscription?.Id;',
    'data["to"] = context.Variables.GetValueOrDefault&lt;string&gt;("llmDeployment", "");',
    'data["said"] = (string)context.Variables["llmResponse"];',
    'data["status"] = context.Response.StatusCode; data["reason"] = context.LastError.Reason;',
    'data["region"] = context.Response.Headers.GetValueOrDefault("x-ms-region", "");',
  ])('is found sound in %s', (statement) => {
    expect(making(statement)).toBe('');
  });

  it.each([
    ['the prompt', 'data["prompt"] = context.Request.Body.As&lt;string&gt;(true);', '.Body'],
    ['the answer', 'data["text"] = context.Response.Body.As&lt;string&gt;(true);', '.Body'],
    ['an address', 'data["ip"] = context.Request.IpAddress;', '.IpAddress'],
    ['a person', 'data["user"] = context.User.Id;', '.User'],
    ['a person who may be absent', 'data["user"] = context.User?.Id;', '.User'],
    ['a header of the caller', 'data["h"] = context.Request.Headers["a"][0];', '.Request'],
    [
      'what the caller asked for',
      'data["url"] = context.Operation.Id + context.Request.Url;',
      '.Url',
    ],
    ['a message that may quote', 'data["error"] = context.LastError.Message;', '.Message'],
    ['a claim of a token', 'data["c"] = ((string)null).AsJwt().Subject;', '.AsJwt'],
  ])('is refused with %s', (_what, statement, member) => {
    expect(making(statement)).toContain(`the expression reads ${member}`);
  });

  it('is refused with a variable that holds something else', () => {
    expect(making('data["a"] = (string)context.Variables["llmStreamPlan"];')).toContain(
      'the variable llmStreamPlan may not reach an event',
    );
    expect(
      making('data["a"] = context.Variables.GetValueOrDefault&lt;string&gt;("prompt", "");'),
    ).toContain('the variable prompt may not reach an event');
    expect(making('foreach (var one in context.Variables) { data[one.Key] = ""; }')).toContain(
      'reads variables without naming each',
    );
  });

  it.each([
    ['another variable', '"llmUsageEvent", ""', '"llmStreamPlan", ""'],
    [
      'a body',
      '"llmUsageEvent", ""',
      '"llmUsageEvent", context.Request.Body.As&lt;string&gt;(true)',
    ],
  ])('is refused with %s in the place of the event', (_what, sound, planted) => {
    expect(checkFragment(sound, planted)).toContain(
      'logs something else than the variable llmUsageEvent',
    );
  });

  it('is sent to one partition only where that is refused', () => {
    const key = 'partition-key="@(context.RequestId.ToString())"';
    const finding = 'the partition-key does not spread events by context.RequestId';
    expect(checkFragment(key, 'partition-key="k"')).toContain(finding);
    expect(checkFragment(key, `partition-key='@("k")'`)).toContain(finding);
    expect(checkFragment(` ${key}`, '')).toContain(finding);
    expect(checkFragment(key, 'partition-id="0"')).toContain(
      'partition-id sends every event to one partition',
    );
    expect(checkFragment(key, `${key} partition-id="0"`)).toContain(
      'must have at most one of partition-id, partition-key',
    );
  });
});
