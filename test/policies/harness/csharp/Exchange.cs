// One call through the gateway: the context that expressions see, and what the test wants to know
// of it.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ApiManagement;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal sealed class Exchange : IContext
    {
        private const string GatewayHost = "apim-contoso.azure-api.net";
        private const string ServiceHost = "openai-contoso.openai.azure.com";

        internal readonly JObject Described;
        internal readonly Request Incoming = new Request();
        internal readonly Dictionary<string, object> VariableValues = new Dictionary<string, object>();
        internal readonly Queue<JToken> BackendAnswers;
        internal readonly JArray BackendCalls = new JArray();
        internal readonly JArray Events = new JArray();
        internal readonly JArray ExpressionErrors = new JArray();
        internal readonly JArray ExpressionWork = new JArray();
        internal readonly List<string> Findings = new List<string>();
        internal int RequestReads;
        internal int ResponseReads;
        internal readonly Headers AnswerHeaders = new Headers();
        internal readonly List<Action> ConsumedTokens = new List<Action>();
        internal Response Answer;
        internal string CorsOrigin;
        internal LastError Error;
        internal string BackendId;
        internal string CurrentSection;
        internal string CurrentExpression;

        internal Exchange(JObject described)
        {
            Described = described;
            BackendAnswers = new Queue<JToken>(described["backends"]);
            var path = (string)described["apiPath"] ?? "";
            var url = (string)described["url"];
            var prefix = path == "" ? "" : "/" + path;
            if (!url.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                throw new HarnessFault($"the url {url} is outside of the API's path {prefix}");
            }
            Incoming.Method = (string)described["method"];
            Incoming.HeaderList = new Headers(described["headers"]);
            Incoming.OriginalUrl = new Url("https", GatewayHost, url);
            Incoming.Target = new Url("https", ServiceHost, url.Substring(prefix.Length));
            Incoming.IpAddress = "203.0.113.7";
            Incoming.MatchedParameters = ((JObject)described["matchedParameters"] ?? new JObject()).Properties()
                .ToDictionary(parameter => parameter.Name, parameter => (string)parameter.Value);
            Incoming.Content = BodyOf(described["body"], Incoming.HeaderList, () => RequestReads++);
            Api = new Api
            {
                Id = (string)described["api"],
                Name = (string)described["api"],
                Path = path,
                ServiceUrl = new Url("https", ServiceHost, "/"),
            };
            Operation = Present("operation") ? new Operation(described["operation"]) : null;
            Product = Present("product") ? new Product(described["product"]) : null;
            Subscription = Present("subscription") ? new Subscription(described["subscription"]) : null;
            User = Present("user") ? new User(described["user"]) : null;
            RequestId = Guid.Parse((string)described["requestId"]);
            Timestamp = DateTime.Parse(
                (string)described["timestamp"], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
            Elapsed = TimeSpan.FromMilliseconds((double)described["elapsedMs"]);
        }

        public IContextApi Api { get; }
        public IDeployment Deployment { get; } = new Deployment();
        public TimeSpan Elapsed { get; }
        public ILastError LastError => Error;
        public IOperation Operation { get; }
        public IProduct Product { get; }
        public IRequest Request => Incoming;
        public Guid RequestId { get; }
        public IResponse Response => Answer;
        public ISubscription Subscription { get; }
        public DateTime Timestamp { get; }
        public bool Tracing => false;
        public IUser User { get; }
        public IReadOnlyDictionary<string, object> Variables => VariableValues;

        public void Trace(string message) { }

        /// <summary>
        /// Set-header and set-body change the answer once there is one, the request before.
        /// </summary>
        internal bool IsAnswering => IsReturning || CurrentSection == "outbound" || CurrentSection == "on-error";

        /// <summary>
        /// Within return-response, whose children describe the new answer in whatever section they
        /// stand.
        /// </summary>
        internal bool IsReturning { get; set; }

        internal bool IsPreflight =>
            Incoming.Method == "OPTIONS" && Incoming.HeaderList.ContainsKey("Access-Control-Request-Method");

        internal Headers CurrentHeaders => IsAnswering ? Answer.HeaderList : Incoming.HeaderList;

        private MessageBody BodyOf(JToken base64, Headers headers, Action onRead) =>
            base64 == null || base64.Type == JTokenType.Null
                ? null
                : new MessageBody(Convert.FromBase64String((string)base64), onRead)
                {
                    Coding = headers.GetValueOrDefault("Content-Encoding", ""),
                    OnUndocumentedRead = () => Findings.Add(
                        $"what As<byte[]> gives of a compressed body is not documented: {CurrentExpression}"),
                };

        internal Response ResponseOf(JToken answer)
        {
            var isStream = (bool?)answer["stream"] == true;
            var headers = new Headers(answer["headers"]);
            var body = BodyOf(answer["body"], headers, () =>
            {
                ResponseReads++;
                if (isStream) Findings.Add($"a streamed response's body was read by {CurrentExpression}");
            });
            if (body != null) body.Breaks = (bool?)answer["breaks"] == true;
            return new Response(
                (int)answer["status"], (string)answer["reason"] ?? "", headers, body);
        }

        /// <summary>
        /// The error, and the answer that the caller gets where on-error does not change it.
        /// </summary>
        internal void Fail(PolicyFailure failure)
        {
            Error = new LastError
            {
                Source = failure.Source,
                Reason = failure.Reason,
                Message = failure.Message,
                Scope = "api",
                Section = CurrentSection,
                Path = failure.Path,
                PolicyId = failure.PolicyId,
            };
            if (failure.KeepsAnswer) return;
            var text = failure.Status == 500 ? "Internal server error" : failure.Message;
            var body = new JObject(new JProperty("statusCode", failure.Status), new JProperty("message", text));
            var headers = new Headers();
            headers.Set("Content-Type", new[] { "application/json" });
            var bytes = Encoding.UTF8.GetBytes(body.ToString(Formatting.None));
            Answer = new Response(failure.Status, "", headers, new MessageBody(bytes, () => ResponseReads++));
        }

        internal void PublishConsumedTokens()
        {
            foreach (var publish in ConsumedTokens) publish();
        }

        /// <summary>
        /// Headers that limits and CORS owe the client, whatever became of its request.
        /// </summary>
        internal void PublishAnswerHeaders()
        {
            foreach (var header in AnswerHeaders) Answer.HeaderList.Set(header.Key, header.Value);
            if (CorsOrigin != null) Answer.HeaderList.Set("Access-Control-Allow-Origin", new[] { CorsOrigin });
        }

        internal JObject ToJson() => new JObject(
            new JProperty("response", new JObject(
                new JProperty("status", Answer.StatusCode),
                new JProperty("reason", Answer.StatusReason),
                new JProperty("headers", Answer.HeaderList.ToJson()),
                new JProperty("body", Convert.ToBase64String(Answer.Content?.Remaining ?? new byte[0])))),
            new JProperty("backendCalls", BackendCalls),
            new JProperty("events", Events),
            new JProperty("lastError", Error?.ToJson()),
            new JProperty("expressionErrors", ExpressionErrors),
            new JProperty("expressionWork", ExpressionWork),
            new JProperty("bodyReads", new JObject(
                new JProperty("request", RequestReads), new JProperty("response", ResponseReads))),
            new JProperty("findings", new JArray(Findings)));

        private bool Present(string name) => Described[name] != null && Described[name].Type != JTokenType.Null;
    }
}
