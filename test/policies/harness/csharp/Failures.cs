// The ways in which a section ends early.
using System;
using ApiManagement;
using Newtonsoft.Json.Linq;

namespace Harness
{
    /// <summary>
    /// An error of the pipeline: control goes to on-error, which sees it as context.LastError.
    /// </summary>
    internal sealed class PolicyFailure : Exception
    {
        internal PolicyFailure(string source, string reason, string message, int status = 500) : base(message)
        {
            Source = source;
            Reason = reason;
            Status = status;
        }

        internal string Reason { get; }
        internal int Status { get; }

        /// <summary>
        /// The policies that led to it, and the id of the innermost that has one: noted on the way
        /// out.
        /// </summary>
        internal string Path { get; set; }
        internal string PolicyId { get; set; }

        /// <summary>
        /// The backend was called in vain: retry evaluates its condition, as for any answer.
        /// </summary>
        internal bool IsAttempt { get; set; }

        /// <summary>Until the section ends there is no answer at all.</summary>
        internal bool LeavesNoAnswer { get; set; }

        /// <summary>The backend has answered, and that is what the caller gets.</summary>
        internal bool KeepsAnswer { get; set; }
    }

    /// <summary>
    /// return-response, or a preflight's answer: the client gets it and no further section runs.
    /// </summary>
    internal sealed class ResponseReturned : Exception { }

    /// <summary>A cached answer was found: the backend is not asked.</summary>
    internal sealed class AnsweredFromCache : Exception { }

    internal sealed class LastError : ILastError
    {
        public string Source { get; internal set; }
        public string Reason { get; internal set; }
        public string Message { get; internal set; }
        public string Scope { get; internal set; }
        public string Section { get; internal set; }
        public string Path { get; internal set; }
        public string PolicyId { get; internal set; }

        internal JObject ToJson() => new JObject(
            new JProperty("source", Source),
            new JProperty("reason", Reason),
            new JProperty("message", Message),
            new JProperty("scope", Scope),
            new JProperty("section", Section),
            new JProperty("path", Path),
            new JProperty("policyId", PolicyId));
    }
}
