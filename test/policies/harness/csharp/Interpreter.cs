// Runs policies in order and evaluates their values. Which policies there are, the classes
// *Policies say.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ApiManagement;
using Counting;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal delegate object Expression(IContext context);

    internal sealed class Interpreter
    {
        internal readonly Exchange Call;
        internal readonly PolicyFolder Folder;
        private readonly JToken expressions;
        private readonly List<string> path = new List<string>();
        private readonly Dictionary<string, Action<Policy>> policies = new Dictionary<string, Action<Policy>>();

        internal Interpreter(Exchange call, PolicyFolder folder, JToken expressions)
        {
            Call = call;
            Folder = folder;
            this.expressions = expressions;
            new ControlPolicies(this).Register(policies);
            new MessagePolicies(this).Register(policies);
            new BackendPolicies(this).Register(policies);
            new LimitPolicies(this).Register(policies);
            new TokenPolicies(this).Register(policies);
            new CachePolicies(this).Register(policies);
            new LogPolicies(this).Register(policies);
        }

        internal void Run(IEnumerable<Policy> children)
        {
            var seen = new Dictionary<string, int>();
            foreach (var policy in children)
            {
                seen[policy.Name] = seen.TryGetValue(policy.Name, out var before) ? before + 1 : 1;
                path.Add($"{policy.Name}[{seen[policy.Name]}]");
                try
                {
                    RunOne(policy);
                }
                finally
                {
                    path.RemoveAt(path.Count - 1);
                }
            }
        }

        private void RunOne(Policy policy)
        {
            if (!policies.TryGetValue(policy.Name, out var action))
            {
                throw new HarnessFault($"{policy.Place}: the harness does not run this policy yet");
            }
            try
            {
                action(policy);
            }
            catch (PolicyFailure failure)
            {
                failure.Path = failure.Path ?? string.Join("/", path);
                failure.PolicyId = failure.PolicyId ?? TextOr(policy, "id", null);
                throw;
            }
        }

        internal object Evaluate(Policy policy, Value value)
        {
            if (value.Expression == null) return NamedValues.Replace(value.Literal);
            var source = expressions[value.Expression.Value];
            Call.CurrentExpression = $"{source["file"]}:{source["line"]} {source["text"]}";
            Steps.Taken = 0;
            Steps.LongestMatched = 0;
            try
            {
                return Compiled.All[value.Expression.Value](Call);
            }
            catch (HarnessFault)
            {
                throw;
            }
            catch (Exception error)
            {
                Call.ExpressionErrors.Add(new JObject(
                    new JProperty("file", source["file"]),
                    new JProperty("line", source["line"]),
                    new JProperty("expression", source["text"]),
                    new JProperty("error", $"{error.GetType().FullName}: {error.Message}")));
                throw new PolicyFailure(
                    policy.Name, "ExpressionValueEvaluationFailure", "Expression evaluation failed. " + error.Message);
            }
            finally
            {
                if (Steps.Taken > 0)
                {
                    Call.ExpressionWork.Add(new JObject(
                        new JProperty("file", source["file"]),
                        new JProperty("line", source["line"]),
                        new JProperty("steps", Steps.Taken),
                        new JProperty("longestMatched", Steps.LongestMatched)));
                }
            }
        }

        /// <summary>
        /// An attribute as text. What the platform does with null is not documented, so that null
        /// is refused as an error.
        /// </summary>
        internal string Text(Policy policy, string attribute)
        {
            if (!policy.Attributes.TryGetValue(attribute, out var value))
            {
                throw new HarnessFault($"{policy.Place} has no {attribute}");
            }
            return AsText(policy, Evaluate(policy, value), attribute);
        }

        internal string TextOr(Policy policy, string attribute, string otherwise) =>
            policy.Attributes.ContainsKey(attribute) ? Text(policy, attribute) : otherwise;

        internal string Content(Policy policy) =>
            policy.Text == null ? "" : AsText(policy, Evaluate(policy, policy.Text), "text");

        internal bool IsTrue(Policy policy, string attribute, bool otherwise)
        {
            var text = TextOr(policy, attribute, otherwise ? "true" : "false");
            return bool.TryParse(text, out var result)
                ? result
                : throw new HarnessFault($"{policy.Place}: {attribute} is \"{text}\", neither true nor false");
        }

        internal int Number(Policy policy, string attribute, int otherwise)
        {
            var text = TextOr(policy, attribute, otherwise.ToString(CultureInfo.InvariantCulture));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var result)
                ? result
                : throw new HarnessFault($"{policy.Place}: {attribute} is \"{text}\", not a whole number");
        }

        /// <summary>
        /// For policies without an effect here: their expressions run, so that a failing one is
        /// seen.
        /// </summary>
        internal void EvaluateAll(Policy policy)
        {
            foreach (var attribute in policy.Attributes.Keys.ToList()) Text(policy, attribute);
            Content(policy);
            foreach (var child in policy.Children) EvaluateAll(child);
        }

        private static string AsText(Policy policy, object value, string what) =>
            value == null
                ? throw new PolicyFailure(
                    policy.Name, "ExpressionValueEvaluationFailure", $"The value of {what} is null.")
                : Convert.ToString(value, CultureInfo.InvariantCulture);
    }
}
