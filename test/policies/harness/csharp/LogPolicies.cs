// What leaves the gateway beside the call.
using System;
using System.Collections.Generic;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal sealed class LogPolicies
    {
        // The page of log-to-eventhub: a larger message is truncated to 200 kilobytes, without an
        // error.
        private const int EventBytesMax = 200 * 1024;

        private readonly Interpreter interpreter;

        internal LogPolicies(Interpreter interpreter) => this.interpreter = interpreter;

        internal void Register(Dictionary<string, Action<Policy>> policies)
        {
            policies["log-to-eventhub"] = LogToEventHub;
            policies["trace"] = interpreter.EvaluateAll;
            policies["emit-metric"] = interpreter.EvaluateAll;
        }

        private void LogToEventHub(Policy policy) =>
            interpreter.Call.Events.Add(new JObject(
                new JProperty("loggerId", interpreter.Text(policy, "logger-id")),
                new JProperty("partitionKey", interpreter.TextOr(policy, "partition-key", null)),
                new JProperty("text", Truncated(interpreter.Content(policy)))));

        private static string Truncated(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            return bytes.Length <= EventBytesMax ? text : Encoding.UTF8.GetString(bytes, 0, EventBytesMax);
        }
    }
}
