import { openGateway } from './gateway';
import { writeApis } from './inline-policies';
import { describeWithMono } from './with-mono';

/**
 * Each expression as the value of a variable, in an API of its own, so that lines tell them apart.
 */
const refusedMembers = async (expressions: readonly string[]): Promise<readonly string[]> => {
  const variables = expressions.map((text, index) => {
    const value = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
    return `<set-variable name="v${index}" value="${value}" />`;
  });
  const policies = writeApis({ api: { inbound: variables.join('\n') } });
  const gateway = await openGateway({ policiesDir: policies.directory });
  try {
    const found = await gateway.refusedExpressions();
    // The first variable stands on the line of <inbound>, the second.
    return expressions.map((_, index) =>
      found.flatMap(({ line, refused }) => (line === index + 2 ? refused : [])).join(),
    );
  } finally {
    await gateway.close();
    policies.remove();
  }
};

describeWithMono('the list of allowed types and members', () => {
  // What Mono would run and API Management refuses to deploy.
  const refused: readonly (readonly [string, string])[] = [
    ['@(context.Timestamp.ToUniversalTime().ToString("o"))', 'System.DateTime.ToUniversalTime'],
    ['@{ DateTime d; return DateTime.TryParse("x", out d); }', 'System.DateTime.TryParse'],
    ['@(DateTime.ParseExact("2026", "yyyy", null).Year)', 'System.DateTime.ParseExact'],
    [
      '@(1.5.ToString(System.Globalization.CultureInfo.InvariantCulture))',
      'System.Globalization.CultureInfo,System.Globalization.CultureInfo.InvariantCulture',
    ],
    [
      '@(int.Parse("3", System.Globalization.NumberStyles.Any))',
      'System.Globalization.NumberStyles',
    ],
    ['@(context.Timestamp.DayOfWeek == DayOfWeek.Monday)', 'System.DayOfWeek'],
    [
      '@(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local).ToString("o"))',
      'System.DateTimeKind.Local',
    ],
    ['@(DateTime.UtcNow - context.Timestamp)', 'System.DateTime.op_Subtraction'],
    ['@(JObject.FromObject(new { a = 1 }).ToString())', 'an anonymous type'],
    [
      '@{ try { return JObject.Parse("{}").Count; } catch (JsonReaderException) { return 0; } }',
      'Newtonsoft.Json.JsonReaderException',
    ],
    [
      '@("a".Split(\',\').Select(x => Environment.NewLine).Count())',
      'System.Environment,System.Environment.NewLine',
    ],
    [
      '@(context.RequestId.GetType().Name)',
      'System.Object.GetType,System.Reflection.MemberInfo.Name',
    ],
    [
      '@(Regex.Replace("a", "a", match => match.Value))',
      'System.Text.RegularExpressions.MatchEvaluator.(Constructor)',
    ],
    [
      '@(Regex.Match("a", "a").NextMatch().Value)',
      'System.Text.RegularExpressions.Match.NextMatch',
    ],
    ['@(Harness.NamedValues.Get("x"))', 'Harness'],
    ['@(XDocument.Load("/etc/passwd").ToString())', 'System.Xml.Linq.XDocument.Load'],
  ];

  // What the documentation's own examples do, and what the compiler writes on its own account.
  const allowed: readonly string[] = [
    '@(Regex.Match("max-age=3", "max-age=(?<maxAge>\\\\d+)").Groups["maxAge"]?.Value)',
    '@{ string[] value; return context.Request.Headers.TryGetValue("a", out value) ? value[0] : null; }',
    '@{ var found = new List<string>(); foreach (var header in context.Request.Headers) { found.Add(header.Key); } foreach (var name in found) { if (name.Length > found.Count) { return name; } } return string.Join(",", found.Where(x => found.Contains(x)).Select(x => x.ToUpperInvariant())); }',
    '@{ try { using (var hash = SHA256.Create()) { return Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes("x"))); } } catch (Exception error) { return error.Message; } }',
    '@{ switch (context.Request.Method) { case "A": return 1; case "B": return 2; case "C": return 3; case "D": return 4; case "E": return 5; case "F": return 6; case "G": return 7; default: return 0; } }',
    '@(new JObject(new JProperty("a", context.Response?.StatusCode)).ToString(Newtonsoft.Json.Formatting.None))',
    '@(new DateTimeOffset(context.Timestamp).ToUniversalTime().ToString("o"))',
    '@((long)context.Elapsed.TotalMilliseconds)',
    '@(((JObject)JToken.Parse("{}"))["a"]?.Value<string>() ?? $"{context.RequestId}")',
    '@{ int? n = null; return n.HasValue ? n.Value : n.GetValueOrDefault(); }',
  ];

  it('refuses what Mono would run and the platform would not deploy', async () => {
    const found = await refusedMembers(refused.map(([expression]) => expression));
    expect(found).toEqual(refused.map(([, names]) => names));
  });

  it('refuses dynamic, which the platform has no binder for', async () => {
    const [found] = await refusedMembers(['@(((dynamic)context).RequestId.ToString())']);
    expect(found).toContain('Microsoft.CSharp');
  });

  it('lets pass what the documentation allows', async () => {
    expect(await refusedMembers(allowed)).toEqual(allowed.map(() => ''));
  });
});
