// The sections in their order, and where control goes when one of them ends early.
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal sealed class Pipeline
    {
        private readonly Exchange call;
        private readonly Interpreter interpreter;
        private readonly Policy api;

        internal Pipeline(Exchange call, PolicyFolder folder, JToken expressions)
        {
            this.call = call;
            interpreter = new Interpreter(call, folder, expressions);
            api = folder.Api((string)call.Described["api"]);
        }

        internal void Run()
        {
            try
            {
                RunToTheAnswer();
            }
            catch (ResponseReturned)
            {
                // The answer is made: there is no more to run.
            }
            catch (PolicyFailure failure)
            {
                call.Fail(failure);
                RunOnError();
            }
            call.PublishAnswerHeaders();
        }

        private void RunToTheAnswer()
        {
            try
            {
                RunSection("inbound", InboundPolicies());
                call.PublishConsumedTokens();
                RunSection("backend", Policies("backend"));
            }
            catch (AnsweredFromCache)
            {
                // The rest of inbound, the backend, and outbound up to the policy that stores are
                // not for this answer.
                RunSection("outbound", Policies("outbound").SkipToAfterStore());
                return;
            }
            call.Answer = call.Answer ?? new Response(200, "OK", new Headers(), null);
            call.PublishConsumedTokens();
            RunSection("outbound", Policies("outbound"));
        }

        private void RunOnError()
        {
            call.IsReturning = false;
            try
            {
                RunSection("on-error", Policies("on-error"));
            }
            catch (ResponseReturned)
            {
                // As above.
            }
            catch (PolicyFailure failure)
            {
                call.Fail(failure);
            }
        }

        private void RunSection(string name, IEnumerable<Policy> policies)
        {
            call.CurrentSection = name;
            interpreter.Run(policies);
        }

        /// <summary>
        /// Of a preflight request only the cors policy is evaluated, as its page says.
        /// </summary>
        private IReadOnlyList<Policy> InboundPolicies()
        {
            var policies = Policies("inbound");
            var cors = policies.Where(policy => policy.Name == "cors").ToList();
            return call.IsPreflight && cors.Count > 0 ? cors : policies;
        }

        /// <summary>
        /// A section's policies, with fragments in the place of what includes them.
        /// </summary>
        private IReadOnlyList<Policy> Policies(string section)
        {
            var element = api.Child(section);
            return element == null ? new List<Policy>() : element.Children.SelectMany(Inlined).ToList();
        }

        private IEnumerable<Policy> Inlined(Policy policy) =>
            policy.Name == "include-fragment"
                ? interpreter.Folder.Fragment(policy.Attributes["fragment-id"].Literal).Children
                : new[] { policy };
    }

    internal static class PolicySequences
    {
        internal static IEnumerable<Policy> SkipToAfterStore(this IReadOnlyList<Policy> policies)
        {
            var stores = policies.Select((policy, index) => Stores(policy) ? index : -1);
            return policies.Skip(stores.DefaultIfEmpty(-1).Max() + 1);
        }

        private static bool Stores(Policy policy) =>
            CachePolicies.StoreNames.Contains(policy.Name) || policy.Children.Any(Stores);
    }
}
