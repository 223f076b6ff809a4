// Named values, {{name}}, of the call that is being handled. One process handles one call at a time.
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Harness
{
    public static class NamedValues
    {
        private static readonly Regex Reference = new Regex(@"\{\{([A-Za-z0-9._-]+)\}\}");

        internal static IReadOnlyDictionary<string, string> Current { get; set; }

        public static string Get(string name) =>
            Current.TryGetValue(name, out var value)
                ? value
                : throw new HarnessFault($"the named value {name} has no value in this test");

        internal static string Replace(string literal) =>
            Reference.Replace(literal, match => Get(match.Groups[1].Value));
    }
}
