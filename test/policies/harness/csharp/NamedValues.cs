// Named values, {{name}}, of the call that is being handled. One process handles one call at a
// time.
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Harness
{
    public static class NamedValues
    {
        private static readonly Regex Reference = new Regex(@"\{\{([A-Za-z0-9._-]+)\}\}");

        internal static IReadOnlyDictionary<string, string> Current { get; set; }

        /// <summary>
        /// For a string in an expression. The platform puts the value into the text before it
        /// compiles, so that a quote or a backslash in it would change the code around it.
        /// </summary>
        public static string Get(string name)
        {
            var value = Find(name);
            return value.IndexOfAny(new[] { '"', '\\', '\n' }) < 0
                ? value
                : throw new HarnessFault($"the named value {name} would change the code of the expression that it is in");
        }

        internal static string Replace(string literal) =>
            Reference.Replace(literal, match => Find(match.Groups[1].Value));

        private static string Find(string name) =>
            Current.TryGetValue(name, out var value)
                ? value
                : throw new HarnessFault($"the named value {name} has no value in this test");
    }
}
