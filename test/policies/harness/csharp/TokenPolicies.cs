// Limits and metrics of tokens. On streams the platform only estimates, as its pages say.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal sealed class TokenPolicies
    {
        private readonly Interpreter interpreter;

        internal TokenPolicies(Interpreter interpreter) => this.interpreter = interpreter;

        private Exchange Call => interpreter.Call;

        internal void Register(Dictionary<string, Action<Policy>> policies)
        {
            policies["llm-token-limit"] = Limit;
            policies["azure-openai-token-limit"] = Limit;
            policies["llm-emit-token-metric"] = interpreter.EvaluateAll;
            policies["azure-openai-emit-token-metric"] = interpreter.EvaluateAll;
        }

        private void Limit(Policy policy)
        {
            interpreter.Text(policy, "counter-key");
            var limit = (string)Call.Described["limits"];
            var isRate = policy.Attributes.ContainsKey("tokens-per-minute");
            var isQuota = policy.Attributes.ContainsKey("token-quota");
            var rateExceeded = isRate && limit == "tokens-exceeded";
            var quotaExceeded = isQuota && limit == "quota-exceeded";
            if (isRate) Publish(policy, "remaining-tokens", rateExceeded ? 0 : Count("remaining"));
            if (isQuota) Publish(policy, "remaining-quota-tokens", quotaExceeded ? 0 : Count("remainingQuota"));
            Call.ConsumedTokens.Add(() => PublishConsumed(policy));
            if (!rateExceeded && !quotaExceeded) return;
            Publish(policy, "retry-after", LimitPolicies.RetryAfterSeconds, "Retry-After");
            throw rateExceeded
                ? new PolicyFailure(policy.Name, "TokenLimitExceeded", "Token limit is exceeded.", 429)
                : new PolicyFailure(policy.Name, "TokenQuotaExceeded", "Token quota is exceeded.", 403);
        }

        /// <summary>
        /// The estimate of the prompt, or zero, until the answer is there; then what it reports.
        /// </summary>
        private void PublishConsumed(Policy policy)
        {
            var estimates = interpreter.IsTrue(policy, "estimate-prompt-tokens", false);
            var prompt = estimates ? Count("promptEstimate") : 0;
            Publish(policy, "tokens-consumed", Call.Answer == null ? prompt : Reported() ?? Count("streamEstimate"));
        }

        private int? Reported()
        {
            var body = Call.Answer.Content;
            if (body == null) return 0;
            try
            {
                var usage = JObject.Parse(body.RemainingText)["usage"] as JObject;
                var total = usage?["total_tokens"]?.ToString();
                return int.TryParse(total, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
            }
            catch (Exception error) when (error is JsonException || error is FormatException || error is IOException)
            {
                // No JSON, a number beyond all bounds, or a body that broke off within its coding.
                return null;
            }
        }

        private int Count(string name) => (int)Call.Described["tokenCounts"][name];

        private void Publish(Policy policy, string what, int value, string defaultHeader = null)
        {
            var variable = interpreter.TextOr(policy, what + "-variable-name", null);
            if (variable != null) Call.VariableValues[variable] = value;
            var header = interpreter.TextOr(policy, what + "-header-name", defaultHeader);
            if (header != null) Call.AnswerHeaders.Set(header, new[] { value.ToString(CultureInfo.InvariantCulture) });
        }
    }
}
