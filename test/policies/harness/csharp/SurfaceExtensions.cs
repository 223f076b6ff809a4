// The documented extension methods: values with a default, and the strings that are credentials.
using System;
using System.Collections.Generic;
using System.Text;

namespace ApiManagement
{
    public static class SurfaceExtensions
    {
        /// <summary>Headers, query parameters and claims: their values joined by commas.</summary>
        public static string GetValueOrDefault(
            this IReadOnlyDictionary<string, string[]> values, string name, string defaultValue) =>
            values.TryGetValue(name, out var found) ? string.Join(",", found) : defaultValue;

        /// <summary>Throws where the variable holds another type, as the page says.</summary>
        public static T GetValueOrDefault<T>(
            this IReadOnlyDictionary<string, object> variables, string variableName, T defaultValue) =>
            variables.TryGetValue(variableName, out var found) ? (T)found : defaultValue;

        public static Jwt AsJwt(this string input) => Jwt.Decode(input);

        public static bool TryParseJwt(this string input, out Jwt result)
        {
            result = Jwt.Decode(input);
            return result != null;
        }

        public static BasicAuthCredentials AsBasic(this string input) =>
            input.TryParseBasic(out var result) ? result : null;

        public static bool TryParseBasic(this string input, out BasicAuthCredentials result)
        {
            result = null;
            const string scheme = "Basic ";
            if (input == null || !input.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return false;
            string pair;
            try
            {
                pair = Encoding.UTF8.GetString(Convert.FromBase64String(input.Substring(scheme.Length)));
            }
            catch (FormatException)
            {
                return false;
            }
            var colon = pair.IndexOf(':');
            if (colon < 0) return false;
            result = new BasicAuthCredentials(pair.Substring(0, colon), pair.Substring(colon + 1));
            return true;
        }
    }
}
