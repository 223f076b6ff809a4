// validate-azure-ad-token. The test says which token the platform finds; signatures are the
// platform's concern. Reasons are those that the page on error handling gives for tokens.
using System.Linq;
using ApiManagement;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal sealed class TokenValidation
    {
        private readonly Interpreter interpreter;

        internal TokenValidation(Interpreter interpreter) => this.interpreter = interpreter;

        internal void Run(Policy policy)
        {
            interpreter.Text(policy, "tenant-id");
            var token = interpreter.Call.Described["token"];
            if (token == null || token.Type == JTokenType.Null) throw Refused(policy, "TokenNotFound");
            if (token.Type == JTokenType.String) throw Refused(policy, "TokenSignatureInvalid");
            var jwt = new Jwt(JObject.Parse("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"), (JObject)token["claims"]);
            Require(policy, jwt, "audiences", "audience", new[] { "aud" }, "TokenAudienceNotAllowed");
            Require(
                policy, jwt, "client-application-ids", "application-id", new[] { "appid", "azp" },
                "TokenClaimValueNotAllowed");
            var required = policy.Child("required-claims");
            if (required != null)
            {
                foreach (var claim in required.ChildrenNamed("claim")) RequireClaim(policy, jwt, claim);
            }
            var variable = interpreter.TextOr(policy, "output-token-variable-name", null);
            if (variable != null) interpreter.Call.VariableValues[variable] = jwt;
        }

        private void Require(Policy policy, Jwt jwt, string list, string item, string[] claims, string reason)
        {
            var element = policy.Child(list);
            if (element == null) return;
            var allowed = element.ChildrenNamed(item).Select(interpreter.Content).ToList();
            if (!claims.SelectMany(claim => ValuesOf(jwt, claim)).Intersect(allowed).Any()) throw Refused(policy, reason);
        }

        private void RequireClaim(Policy policy, Jwt jwt, Policy claim)
        {
            var present = ValuesOf(jwt, interpreter.Text(claim, "name"));
            if (present.Length == 0) throw Refused(policy, "TokenClaimNotFound");
            var wanted = claim.ChildrenNamed("value").Select(interpreter.Content).ToList();
            var matches = interpreter.TextOr(claim, "match", "all") == "any"
                ? wanted.Count == 0 || wanted.Any(present.Contains)
                : wanted.All(present.Contains);
            if (!matches) throw Refused(policy, "TokenClaimValueNotAllowed");
        }

        private static string[] ValuesOf(Jwt jwt, string claim) =>
            jwt.Claims.TryGetValue(claim, out var values) ? values : new string[0];

        private PolicyFailure Refused(Policy policy, string reason) =>
            new PolicyFailure(
                policy.Name,
                reason,
                interpreter.TextOr(policy, "failed-validation-error-message", "Access denied."),
                interpreter.Number(policy, "failed-validation-httpcode", 401));
    }
}
