// Where the request goes, with which credentials, and what comes back.
using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal sealed class BackendPolicies
    {
        private readonly Interpreter interpreter;
        private int attempts;

        internal BackendPolicies(Interpreter interpreter) => this.interpreter = interpreter;

        private Exchange Call => interpreter.Call;

        internal void Register(Dictionary<string, Action<Policy>> policies)
        {
            policies["set-backend-service"] = SetBackendService;
            policies["rewrite-uri"] = RewriteUri;
            policies["authentication-managed-identity"] = AuthenticateByManagedIdentity;
            policies["validate-azure-ad-token"] = policy => new TokenValidation(interpreter).Run(policy);
            policies["forward-request"] = ForwardRequest;
        }

        private void SetBackendService(Policy policy)
        {
            var id = interpreter.TextOr(policy, "backend-id", null);
            var target = Call.Incoming.Target;
            var pathAndQuery = target.Path + target.QueryString;
            if (id != null)
            {
                Call.BackendId = id;
                Call.Incoming.Target = new Url("https", $"{id}.backend.example", pathAndQuery);
                return;
            }
            var address = new Uri(interpreter.Text(policy, "base-url"));
            Call.BackendId = null;
            Call.Incoming.Target =
                new Url(address.Scheme, address.Host, address.AbsolutePath.TrimEnd('/') + pathAndQuery);
        }

        private void RewriteUri(Policy policy)
        {
            var template = new Url("https", "template", interpreter.Text(policy, "template"));
            var copies = interpreter.IsTrue(policy, "copy-unmatched-params", true);
            var target = Call.Incoming.Target;
            var ours = template.Pairs();
            var theirs = copies ? target.Pairs() : new List<KeyValuePair<string, string>>();
            target.Path = template.Path;
            target.SetPairs(ours.Concat(theirs.Where(pair => ours.All(our => our.Key != pair.Key))));
        }

        private void AuthenticateByManagedIdentity(Policy policy)
        {
            var token = "identity-token-for-" + interpreter.Text(policy, "resource");
            var variable = interpreter.TextOr(policy, "output-token-variable-name", null);
            if (variable == null) Call.Incoming.HeaderList.Set("Authorization", new[] { "Bearer " + token });
            else Call.VariableValues[variable] = token;
        }

        private void ForwardRequest(Policy policy)
        {
            interpreter.Number(policy, "timeout", 300);
            attempts++;
            Call.BackendCalls.Add(new JObject(
                new JProperty("backendId", Call.BackendId),
                new JProperty("url", AddressOf(Call.Incoming.Target)),
                new JProperty("method", Call.Incoming.Method),
                new JProperty("headers", Call.Incoming.HeaderList.ToJson()),
                new JProperty("body", Convert.ToBase64String(Sent(policy)))));
            RaiseFault(policy, (string)Call.Described["fault"]);
            if (Call.BackendAnswers.Count == 0)
            {
                throw new HarnessFault($"{policy.Place}: call {attempts} of the backend, and the test has no answer left");
            }
            var answer = Call.BackendAnswers.Dequeue();
            RaiseFault(policy, (string)answer["fault"], (string)answer["leaves"] == "no answer");
            if ((bool?)answer["stream"] == true && interpreter.IsTrue(policy, "buffer-response", true))
            {
                Call.Findings.Add($"{policy.Place} buffers a streamed response: buffer-response=\"false\" is missing");
            }
            Call.Answer = Call.ResponseOf(answer);
            if (Call.Answer.StatusCode >= 400 && interpreter.IsTrue(policy, "fail-on-error-status-code", false))
            {
                throw new PolicyFailure(
                    policy.Name, "BackendErrorStatusCode", "The backend answered with an error.", Call.Answer.StatusCode)
                {
                    KeepsAnswer = true,
                    IsAttempt = true,
                };
            }
        }

        /// <summary>
        /// A body that is not buffered can be sent once: a retry sends an empty one.
        /// </summary>
        private byte[] Sent(Policy policy)
        {
            var body = Call.Incoming.Content;
            if (body == null) return new byte[0];
            var bytes = body.Remaining;
            if (!body.IsBuffered && !interpreter.IsTrue(policy, "buffer-request-body", false)) body.Consume();
            return bytes;
        }

        /// <summary>
        /// With the sources that real logs name: of a lost connection it is not the policy, see
        /// https://github.com/Azure/api-management-self-hosted-gateway/issues/230.
        /// </summary>
        private static void RaiseFault(Policy policy, string fault, bool leavesNoAnswer = false)
        {
            switch (fault)
            {
                case null:
                    return;
                case "connection-failure":
                    throw new PolicyFailure(
                        "request-forwarder",
                        "BackendConnectionFailure",
                        "Underlying transport connection was unexpectedly closed.")
                    {
                        IsAttempt = true,
                        LeavesNoAnswer = leavesNoAnswer,
                    };
                case "timeout":
                    throw new PolicyFailure(policy.Name, "Timeout", "Request to the backend service timed out")
                    {
                        IsAttempt = true,
                        LeavesNoAnswer = leavesNoAnswer,
                    };
                default:
                    throw new HarnessFault("unknown fault " + fault);
            }
        }

        private static string AddressOf(Url url) => $"{url.Scheme}://{url.Host}{url.Path}{url.QueryString}";
    }
}
