// Caches of answers. Where the test says that there is a hit, the first of its answers is the
// cached one.
using System;
using System.Collections.Generic;

namespace Harness
{
    internal sealed class CachePolicies
    {
        internal static readonly HashSet<string> StoreNames =
            new HashSet<string> { "cache-store", "llm-semantic-cache-store", "azure-openai-semantic-cache-store" };

        private readonly Interpreter interpreter;

        internal CachePolicies(Interpreter interpreter) => this.interpreter = interpreter;

        internal void Register(Dictionary<string, Action<Policy>> policies)
        {
            policies["cache-lookup"] = LookUp;
            policies["llm-semantic-cache-lookup"] = LookUp;
            policies["azure-openai-semantic-cache-lookup"] = LookUp;
            foreach (var name in StoreNames) policies[name] = interpreter.EvaluateAll;
        }

        private void LookUp(Policy policy)
        {
            interpreter.EvaluateAll(policy);
            var call = interpreter.Call;
            if ((string)call.Described["cache"] != "hit") return;
            if (call.BackendAnswers.Count == 0) throw new HarnessFault("a cache hit needs an answer in backends");
            call.Answer = call.ResponseOf(call.BackendAnswers.Dequeue());
            throw new AnsweredFromCache();
        }
    }
}
