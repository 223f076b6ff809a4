// What changes requests, answers and variables.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Harness
{
    internal sealed class MessagePolicies
    {
        // The types that the page of set-variable allows; their nullable forms are boxed as these.
        private static readonly HashSet<Type> VariableTypes = new HashSet<Type>
        {
            typeof(bool), typeof(sbyte), typeof(sbyte[]), typeof(byte), typeof(byte[]), typeof(ushort), typeof(uint),
            typeof(ulong), typeof(short), typeof(int), typeof(long), typeof(decimal), typeof(float), typeof(double),
            typeof(Guid), typeof(string), typeof(char), typeof(DateTime), typeof(TimeSpan),
        };

        private readonly Interpreter interpreter;

        internal MessagePolicies(Interpreter interpreter) => this.interpreter = interpreter;

        private Exchange Call => interpreter.Call;

        internal void Register(Dictionary<string, Action<Policy>> policies)
        {
            policies["set-variable"] = SetVariable;
            policies["set-header"] = SetHeader;
            policies["set-query-parameter"] = SetQueryParameter;
            policies["set-body"] = SetBody;
            policies["set-method"] = policy => Call.Incoming.Method = interpreter.Content(policy);
            policies["set-status"] = SetStatus;
            policies["cors"] = Cors;
        }

        private void SetVariable(Policy policy)
        {
            var name = interpreter.Text(policy, "name");
            var value = interpreter.Evaluate(policy, policy.Attributes["value"]);
            if (value != null && !VariableTypes.Contains(value.GetType()))
            {
                throw new PolicyFailure(
                    policy.Name,
                    "ExpressionValueEvaluationFailure",
                    $"A variable may not hold a {value.GetType().FullName}: see the page of set-variable.");
            }
            Call.VariableValues[name] = value;
        }

        private void SetHeader(Policy policy)
        {
            var headers = Call.CurrentHeaders;
            var name = interpreter.Text(policy, "name");
            var values = policy.ChildrenNamed("value").Select(interpreter.Content).ToArray();
            switch (interpreter.TextOr(policy, "exists-action", "override"))
            {
                case "override": headers.Set(name, values); break;
                case "append": headers.Append(name, values); break;
                case "skip": if (!headers.ContainsKey(name)) headers.Set(name, values); break;
                case "delete": headers.Remove(name); break;
                default: throw new HarnessFault($"{policy.Place}: unknown exists-action");
            }
        }

        private void SetQueryParameter(Policy policy)
        {
            var name = interpreter.Text(policy, "name");
            var values = policy.ChildrenNamed("value").Select(interpreter.Content)
                .Select(value => new KeyValuePair<string, string>(name, value));
            var pairs = Call.Incoming.Target.Pairs();
            var others = pairs.Where(pair => pair.Key != name).ToList();
            switch (interpreter.TextOr(policy, "exists-action", "override"))
            {
                case "override": Call.Incoming.Target.SetPairs(others.Concat(values)); break;
                case "append": Call.Incoming.Target.SetPairs(pairs.Concat(values)); break;
                case "skip":
                    if (others.Count == pairs.Count) Call.Incoming.Target.SetPairs(pairs.Concat(values));
                    break;
                case "delete": Call.Incoming.Target.SetPairs(others); break;
                default: throw new HarnessFault($"{policy.Place}: unknown exists-action");
            }
        }

        private void SetBody(Policy policy)
        {
            var bytes = Encoding.UTF8.GetBytes(interpreter.Content(policy));
            var isMissing = Call.IsAnswering ? Call.Answer.Content == null : Call.Incoming.Content == null;
            if (isMissing && !Call.IsReturning)
            {
                throw new PolicyFailure(policy.Name, "MessageBodyMissing", "There is no message body to set.");
            }
            if (Call.IsAnswering) Call.Answer.Content = new MessageBody(bytes, () => Call.ResponseReads++);
            else Call.Incoming.Content = new MessageBody(bytes, () => Call.RequestReads++) { IsBuffered = true };
        }

        private void SetStatus(Policy policy)
        {
            Call.Answer.StatusCode = interpreter.Number(policy, "code", 200);
            Call.Answer.StatusReason = interpreter.TextOr(policy, "reason", "");
        }

        /// <summary>
        /// Answers a preflight itself, and a simple call (GET, HEAD) of another origin where it is
        /// to be ended; to calls of an allowed origin it adds the header.
        /// </summary>
        private void Cors(Policy policy)
        {
            if (!Call.Incoming.HeaderList.TryGetValue("Origin", out var origins)) return;
            var origin = origins[0];
            var allowed = policy.Child("allowed-origins").ChildrenNamed("origin").Select(interpreter.Content)
                .Any(one => one == "*" || one == origin);
            if (allowed) Call.CorsOrigin = origin;
            if (!Call.IsPreflight && (allowed || !EndsForeignCalls(policy))) return;
            Call.Answer = new Response(200, "OK", new Headers(), null);
            throw new ResponseReturned();
        }

        private bool EndsForeignCalls(Policy policy)
        {
            if (Call.Incoming.Method != "GET" && Call.Incoming.Method != "HEAD") return false;
            if (!policy.Attributes.ContainsKey("terminate-unmatched-request"))
            {
                throw new HarnessFault(
                    $"{policy.Place}: say terminate-unmatched-request, of which the page gives two defaults");
            }
            return interpreter.IsTrue(policy, "terminate-unmatched-request", true);
        }
    }
}
