import { csharpTokens } from './csharp-tokens';
import { countingEdits } from './counted-steps';
import { openGateway } from './gateway';
import type { ExpressionWork } from './gateway-call';
import { writeApis } from './inline-policies';
import { describeWithMono } from './with-mono';

const workOf = async (code: string, countsSteps = true): Promise<readonly ExpressionWork[]> => {
  const policies = writeApis({
    api: { inbound: `<set-variable name="a" value='${code}' />` },
  });
  const gateway = await openGateway({ policiesDir: policies.directory, countsSteps });
  try {
    const backends = [{ status: 200, headers: {} }];
    const call = { api: 'api', method: 'GET', url: '/', headers: {}, backends };
    return (await gateway.handle(call)).expressionWork;
  } finally {
    await gateway.close();
    policies.remove();
  }
};

const loops = `@{
  int sum = 0;
  for (int i = 0; i &lt; 3; i++) { sum += i; }
  do { sum--; } while (sum &gt; 1);
  while (sum &lt; 4) { /* while (x) y; */ sum++; }
  foreach (int i in new[] { 1, 2 }) { sum += i; }
  return sum;
}`;
const calls = `@{
  string text = "abcdefgh";
  text = text.Substring(2) + text.IndexOf("d"[0]).ToString() + Array.IndexOf(new[] { 1 }, 1);
  return Regex.IsMatch(text, "x") ? "" : text.Insert(1, "  ").Trim();
}`;

describeWithMono('the steps of an expression', () => {
  it('are the turns of its loops', async () => {
    expect(await workOf(loops)).toEqual([
      { file: 'policies/apis/api.xml', line: 2, steps: 3 + 2 + 3 + 2, longestMatched: 0 },
    ]);
  });

  it('are the characters that its calls go through, and the longest text that is matched', async () => {
    // "cdefgh", up to the d, "cdefgh30" matched, then with two blanks, then trimmed.
    expect(await workOf(calls)).toEqual([
      { file: 'policies/apis/api.xml', line: 2, steps: 6 + 4 + 8 + 10 + 10, longestMatched: 8 },
    ]);
  });

  it('are the characters of a text that grows, each time that it does', async () => {
    const [work] = await workOf(`@{
      string copy = ""; int turns = 0;
      for (int at = 0; at &lt; 4; at += 1) { copy += "abcd"[at]; turns += at; }
      return copy;
    }`);
    expect(work?.steps).toBe(4 + 0 + 1 + 2 + 3);
  });

  it('are not counted unless a test asks for it', async () => {
    expect(await workOf(loops, false)).toEqual([]);
  });
});

describe('counting', () => {
  it.each([
    ['a loop without braces', 'while (true) x++;', 'a loop without braces: while'],
    ['a Regex object', 'var r = new Regex("a");', 'not counted: new Regex'],
    ['a text that grows by itself', 'copy = copy + "a";', 'not counted: write copy +='],
    ['an addition to an element', 'copies[0] += "a";', 'its target is no variable'],
    ['a search in a loop', 'while (true) { text.Contains("a"); }', 'not counted: Contains'],
    ['a copy in a loop', 'do { text = text.Replace("a", "b"); } while (true);', 'Replace'],
  ])('refuses %s', (_, code, problem) => {
    expect(() => countingEdits(csharpTokens(code))).toThrow(problem);
  });

  it('accepts a look into a set in a loop', () => {
    const code = 'var known = new HashSet<string>(); while (true) { known.Contains("a"); }';
    expect(countingEdits(csharpTokens(code))).toHaveLength(1);
  });
});
