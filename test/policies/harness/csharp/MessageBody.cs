// A body that can be read once, or any number of times with preserveContent. Every read is counted,
// and a read of a stream is a finding: the platform would hold the whole answer back until its end.
using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Xml.Linq;
using ApiManagement;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal sealed class MessageBody : IMessageBody
    {
        private readonly byte[] bytes;
        private readonly Action onRead;
        private bool consumed;

        internal MessageBody(byte[] bytes, Action onRead)
        {
            this.bytes = bytes;
            this.onRead = onRead;
        }

        /// <summary>
        /// The connection ends before the body does: whoever reads it gets an exception.
        /// </summary>
        internal bool Breaks { get; set; }

        /// <summary>The Content-Encoding under which it came.</summary>
        internal string Coding { get; set; } = "";

        internal Action OnUndocumentedRead { get; set; } = () => { };

        /// <summary>A policy has set it: it can be sent again.</summary>
        internal bool IsBuffered { get; set; }

        /// <summary>
        /// What the receiver gets: nothing of a body that an expression has consumed.
        /// </summary>
        internal byte[] Remaining =>
            consumed ? new byte[0] : Breaks ? bytes.Take(bytes.Length / 2).ToArray() : bytes;

        /// <summary>What is left, as a policy that reads JSON sees it.</summary>
        internal string RemainingText => Encoding.UTF8.GetString(Decoded(Remaining));

        internal void Consume() => consumed = true;

        public T As<T>(bool preserveContent = false)
        {
            onRead();
            if (consumed)
            {
                throw new InvalidOperationException("The body was read before, without preserveContent.");
            }
            if (!preserveContent) consumed = true;
            if (Breaks) throw new InvalidOperationException("The backend's connection was closed within the body.");
            return (T)Read(typeof(T));
        }

        private object Read(Type type)
        {
            if (type == typeof(byte[]))
            {
                if (Coding != "" && Coding != "identity") OnUndocumentedRead();
                return bytes.Clone();
            }
            var text = Text();
            if (type == typeof(string)) return text;
            if (type == typeof(JObject)) return JObject.Parse(text);
            if (type == typeof(JArray)) return JArray.Parse(text);
            if (type == typeof(JToken)) return JToken.Parse(text);
            if (type == typeof(XElement) || type == typeof(XNode)) return XElement.Parse(text);
            if (type == typeof(XDocument)) return XDocument.Parse(text);
            throw new NotSupportedException($"IMessageBody.As<{type.Name}> is not documented.");
        }

        private string Text()
        {
            var text = Encoding.UTF8.GetString(Decoded(bytes));
            return text.StartsWith("\uFEFF", StringComparison.Ordinal) ? text.Substring(1) : text;
        }

        /// <summary>
        /// Of the codings the platform knows gzip only; the rest it reads as they are:
        /// https://github.com/MicrosoftDocs/azure-docs/issues/59837
        /// </summary>
        private byte[] Decoded(byte[] coded)
        {
            if (!string.Equals(Coding, "gzip", StringComparison.OrdinalIgnoreCase)) return coded;
            using (var zipped = new GZipStream(new MemoryStream(coded), CompressionMode.Decompress))
            using (var plain = new MemoryStream())
            {
                zipped.CopyTo(plain);
                return plain.ToArray();
            }
        }
    }
}
