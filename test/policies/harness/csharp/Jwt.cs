// A decoded token. `AsJwt` of a string checks no signature, as on the platform: only a token that a
// validating policy has put into a variable is to be believed.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace ApiManagement
{
    public sealed class Jwt
    {
        private static readonly DateTime Epoch = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        internal Jwt(JObject header, JObject payload)
        {
            Algorithm = (string)header["alg"];
            Type = (string)header["typ"];
            Claims = payload.Properties().ToDictionary(claim => claim.Name, claim => ValuesOf(claim.Value));
        }

        public string Algorithm { get; }
        public string Type { get; }
        public IReadOnlyDictionary<string, string[]> Claims { get; }
        public IEnumerable<string> Audiences => Claims.TryGetValue("aud", out var values) ? values : new string[0];
        public string Id => First("jti");
        public string Issuer => First("iss");
        public string Subject => First("sub");
        public DateTime? ExpirationTime => Instant("exp");
        public DateTime? IssuedAt => Instant("iat");
        public DateTime? NotBefore => Instant("nbf");

        /// <summary>
        /// Null where the text is no token: three parts, the first two of them JSON objects.
        /// </summary>
        internal static Jwt Decode(string text)
        {
            var parts = (text ?? "").Split('.');
            if (parts.Length != 3) return null;
            try
            {
                return new Jwt(Part(parts[0]), Part(parts[1]));
            }
            catch (Exception error) when (error is JsonException || error is FormatException)
            {
                return null;
            }
        }

        private static JObject Part(string text)
        {
            var base64 = text.Replace('-', '+').Replace('_', '/');
            var padding = new string('=', (4 - base64.Length % 4) % 4);
            return JObject.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(base64 + padding)));
        }

        private static string[] ValuesOf(JToken claim) =>
            claim is JArray many ? many.Select(one => one.ToString()).ToArray() : new[] { claim.ToString() };

        private string First(string claim) =>
            Claims.TryGetValue(claim, out var values) ? values.FirstOrDefault() : null;

        private DateTime? Instant(string claim) =>
            long.TryParse(First(claim), out var seconds) ? Epoch.AddSeconds(seconds) : (DateTime?)null;
    }
}
