// Requests and responses as they pass through the gateway. Expressions see them by the read-only
// interfaces; policies change them.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using ApiManagement;
using Newtonsoft.Json.Linq;

namespace Harness
{
    /// <summary>
    /// Names without case, in the order in which they came; a name may have several values.
    /// </summary>
    internal sealed class Headers : IReadOnlyDictionary<string, string[]>
    {
        private readonly List<KeyValuePair<string, string[]>> entries = new List<KeyValuePair<string, string[]>>();

        internal Headers() { }

        internal Headers(JToken json)
        {
            foreach (var header in ((JObject)json).Properties())
            {
                Set(header.Name, header.Value is JArray many
                    ? many.Select(one => (string)one).ToArray()
                    : new[] { (string)header.Value });
            }
        }

        public IEnumerable<string> Keys => entries.Select(entry => entry.Key);
        public IEnumerable<string[]> Values => entries.Select(entry => entry.Value);
        public int Count => entries.Count;

        public string[] this[string name] =>
            TryGetValue(name, out var values) ? values : throw new KeyNotFoundException($"no header {name}");

        public bool ContainsKey(string name) => IndexOf(name) >= 0;

        public bool TryGetValue(string name, out string[] values)
        {
            var index = IndexOf(name);
            values = index < 0 ? null : entries[index].Value;
            return index >= 0;
        }

        public IEnumerator<KeyValuePair<string, string[]>> GetEnumerator() => entries.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        internal void Set(string name, string[] values)
        {
            var entry = new KeyValuePair<string, string[]>(name, values);
            var index = IndexOf(name);
            if (index < 0) entries.Add(entry);
            else entries[index] = entry;
        }

        internal void Append(string name, string[] values) =>
            Set(name, TryGetValue(name, out var before) ? before.Concat(values).ToArray() : values);

        internal void Remove(string name) =>
            entries.RemoveAll(entry => string.Equals(entry.Key, name, StringComparison.OrdinalIgnoreCase));

        internal JObject ToJson() =>
            new JObject(entries.Select(entry => new JProperty(entry.Key, new JArray(entry.Value.Cast<object>()))));

        private int IndexOf(string name) =>
            entries.FindIndex(entry => string.Equals(entry.Key, name, StringComparison.OrdinalIgnoreCase));
    }

    internal sealed class Url : IUrl
    {
        internal Url(string scheme, string host, string pathAndQuery)
        {
            var question = pathAndQuery.IndexOf('?');
            Scheme = scheme;
            Host = host;
            Path = question < 0 ? pathAndQuery : pathAndQuery.Substring(0, question);
            QueryString = question < 0 ? "" : pathAndQuery.Substring(question);
        }

        public string Scheme { get; }
        public string Host { get; }
        public string Path { get; internal set; }
        public int Port => Scheme == "https" ? 443 : 80;
        public string QueryString { get; internal set; }

        public IReadOnlyDictionary<string, string[]> Query
        {
            get
            {
                var query = new Headers();
                foreach (var pair in Pairs()) query.Append(pair.Key, new[] { pair.Value });
                return query;
            }
        }

        internal List<KeyValuePair<string, string>> Pairs() =>
            QueryString.TrimStart('?').Split(new[] { '&' }, StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split(new[] { '=' }, 2))
                .Select(pair => new KeyValuePair<string, string>(
                    Uri.UnescapeDataString(pair[0]),
                    pair.Length == 2 ? Uri.UnescapeDataString(pair[1].Replace('+', ' ')) : ""))
                .ToList();

        internal void SetPairs(IEnumerable<KeyValuePair<string, string>> pairs)
        {
            var text = string.Join("&", pairs.Select(pair =>
                Uri.EscapeDataString(pair.Key) + "=" + Uri.EscapeDataString(pair.Value)));
            QueryString = text == "" ? "" : "?" + text;
        }
    }

    internal sealed class Request : IRequest
    {
        internal MessageBody Content;

        public IMessageBody Body => Content;
        public Headers HeaderList { get; internal set; }
        public IReadOnlyDictionary<string, string[]> Headers => HeaderList;
        public string IpAddress { get; internal set; }
        public IReadOnlyDictionary<string, string> MatchedParameters { get; internal set; }
        public string Method { get; internal set; }
        public IUrl OriginalUrl { get; internal set; }
        public IPrivateEndpointConnection PrivateEndpointConnection => null;
        public Url Target { get; internal set; }
        public IUrl Url => Target;
    }

    internal sealed class Response : IResponse
    {
        internal MessageBody Content;
        internal readonly Headers HeaderList;

        internal Response(int status, string reason, Headers headers, MessageBody body)
        {
            StatusCode = status;
            StatusReason = reason;
            HeaderList = headers;
            Content = body;
        }

        public IMessageBody Body => Content;
        public IReadOnlyDictionary<string, string[]> Headers => HeaderList;
        public int StatusCode { get; internal set; }
        public string StatusReason { get; internal set; }
    }
}
