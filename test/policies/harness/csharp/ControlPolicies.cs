// Which policies run: branches, repetitions, fragments, early answers.
using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal sealed class ControlPolicies
    {
        private readonly Interpreter interpreter;

        internal ControlPolicies(Interpreter interpreter) => this.interpreter = interpreter;

        internal void Register(Dictionary<string, Action<Policy>> policies)
        {
            policies["base"] = Base;
            policies["choose"] = Choose;
            policies["retry"] = Retry;
            policies["limit-concurrency"] = policy => interpreter.Run(policy.Children);
            policies["include-fragment"] = IncludeFragment;
            policies["return-response"] = ReturnResponse;
        }

        /// <summary>
        /// The scopes around the API are empty but for the forward-request that a new gateway has.
        /// </summary>
        private void Base(Policy policy)
        {
            if (interpreter.Call.CurrentSection != "backend") return;
            var forward = new JObject(
                new JProperty("name", "forward-request"),
                new JProperty("line", policy.Line),
                new JProperty("attributes", new JObject()),
                new JProperty("children", new JArray()));
            interpreter.Run(new[] { new Policy(policy.File, forward) });
        }

        private void Choose(Policy policy)
        {
            var branch = policy.Children.FirstOrDefault(child =>
                child.Name == "otherwise" || interpreter.IsTrue(child, "condition", false));
            if (branch != null) interpreter.Run(branch.Children);
        }

        /// <summary>
        /// Retries without waiting. After a call of the backend that failed the condition is
        /// evaluated as after any other, and a later success does not take the error back: see the
        /// trace in https://github.com/Azure-Samples/openai-apim-lb/issues/25. Every other error
        /// goes to on-error at once.
        /// </summary>
        private void Retry(Policy policy)
        {
            var retriesMax = interpreter.Number(policy, "count", 0);
            interpreter.Number(policy, "interval", 0);
            for (var retries = 0; ; retries++)
            {
                var failure = Attempt(policy);
                if (retries < retriesMax && interpreter.IsTrue(policy, "condition", false)) continue;
                if (failure != null) throw failure;
                return;
            }
        }

        private PolicyFailure Attempt(Policy policy)
        {
            try
            {
                interpreter.Run(policy.Children);
                return null;
            }
            catch (PolicyFailure failure) when (failure.IsAttempt)
            {
                interpreter.Call.Fail(failure);
                if (failure.LeavesNoAnswer) interpreter.Call.Answer = null;
                return failure;
            }
        }

        private void IncludeFragment(Policy policy) =>
            interpreter.Run(interpreter.Folder.Fragment(interpreter.Text(policy, "fragment-id")).Children);

        private void ReturnResponse(Policy policy)
        {
            var call = interpreter.Call;
            var variable = interpreter.TextOr(policy, "response-variable-name", null);
            if (variable != null) throw new HarnessFault($"{policy.Place}: response-variable-name is not run yet");
            call.Answer = new Response(200, "OK", new Headers(), null);
            call.IsReturning = true;
            interpreter.Run(policy.Children);
            throw new ResponseReturned();
        }
    }
}
