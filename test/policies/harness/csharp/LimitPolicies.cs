// Limits of calls. The test says which limit is reached; counting is the platform's concern.
using System;
using System.Collections.Generic;

namespace Harness
{
    internal sealed class LimitPolicies
    {
        internal const int RetryAfterSeconds = 7;

        private readonly Interpreter interpreter;

        internal LimitPolicies(Interpreter interpreter) => this.interpreter = interpreter;

        internal void Register(Dictionary<string, Action<Policy>> policies)
        {
            policies["rate-limit"] = policy => LimitRate(policy, null);
            policies["rate-limit-by-key"] = policy => LimitRate(policy, "counter-key");
            policies["quota"] = policy => LimitVolume(policy, null);
            policies["quota-by-key"] = policy => LimitVolume(policy, "counter-key");
        }

        private void LimitRate(Policy policy, string key)
        {
            RequireCounter(policy, key);
            var call = interpreter.Call;
            var exceeded = (string)call.Described["limits"] == "calls-exceeded";
            var remaining = interpreter.TextOr(policy, "remaining-calls-variable-name", null);
            if (remaining != null) call.VariableValues[remaining] = exceeded ? 0 : 9;
            var header = interpreter.TextOr(policy, "remaining-calls-header-name", null);
            if (header != null) call.AnswerHeaders.Set(header, new[] { exceeded ? "0" : "9" });
            if (!exceeded) return;
            var variable = interpreter.TextOr(policy, "retry-after-variable-name", null);
            if (variable != null) call.VariableValues[variable] = RetryAfterSeconds;
            call.AnswerHeaders.Set(
                interpreter.TextOr(policy, "retry-after-header-name", "Retry-After"), new[] { $"{RetryAfterSeconds}" });
            throw new PolicyFailure(policy.Name, "RateLimitExceeded", "Rate limit is exceeded", 429);
        }

        private void LimitVolume(Policy policy, string key)
        {
            RequireCounter(policy, key);
            if ((string)interpreter.Call.Described["limits"] != "quota-exceeded") return;
            throw new PolicyFailure(
                policy.Name,
                "QuotaExceeded",
                "Out of call volume quota. Quota will be replenished in 01:00:00.",
                403);
        }

        /// <summary>
        /// The limits without a key count by subscription, so they need one: a keyless call fails.
        /// </summary>
        private void RequireCounter(Policy policy, string key)
        {
            if (key != null) interpreter.Text(policy, key);
            else if (interpreter.Call.Subscription == null)
            {
                throw new PolicyFailure(policy.Name, "SubscriptionKeyNotFound", "A subscription is needed.", 401);
            }
        }
    }
}
