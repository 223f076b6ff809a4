// The policies as Node read them: elements, attributes and texts. A value is a literal (in which
// named values are replaced) or the number of a compiled expression.
using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal sealed class Value
    {
        internal readonly string Literal;
        internal readonly int? Expression;

        internal Value(JToken json)
        {
            Literal = (string)json["literal"];
            Expression = (int?)json["expression"];
        }
    }

    internal sealed class Policy
    {
        internal readonly string Name;
        internal readonly string File;
        internal readonly int Line;
        internal readonly IReadOnlyDictionary<string, Value> Attributes;
        internal readonly IReadOnlyList<Policy> Children;
        internal readonly Value Text;

        internal Policy(string file, JToken json)
        {
            Name = (string)json["name"];
            File = file;
            Line = (int)json["line"];
            Attributes = ((JObject)json["attributes"]).Properties()
                .ToDictionary(attribute => attribute.Name, attribute => new Value(attribute.Value));
            Children = json["children"].Select(child => new Policy(file, child)).ToList();
            Text = json["text"] == null ? null : new Value(json["text"]);
        }

        internal string Place => $"{File}:{Line} <{Name}>";

        internal Policy Child(string name) => Children.FirstOrDefault(child => child.Name == name);

        internal IEnumerable<Policy> ChildrenNamed(string name) => Children.Where(child => child.Name == name);
    }

    /// <summary>
    /// Every document of the folder, by the name that requests and include-fragment use.
    /// </summary>
    internal sealed class PolicyFolder
    {
        private readonly Dictionary<string, Policy> apis;
        private readonly Dictionary<string, Policy> fragments;

        internal PolicyFolder(JToken documents)
        {
            apis = Read(documents, "policies");
            fragments = Read(documents, "fragment");
        }

        internal Policy Api(string name) => Find(apis, "policies/apis", name);

        internal Policy Fragment(string name) => Find(fragments, "policies/fragments", name);

        private static Policy Find(Dictionary<string, Policy> documents, string folder, string name) =>
            documents.TryGetValue(name, out var found)
                ? found
                : throw new HarnessFault($"there is no {folder}/{name}.xml");

        private static Dictionary<string, Policy> Read(JToken documents, string root) =>
            documents.Where(document => (string)document["root"]["name"] == root)
                .ToDictionary(
                    document => (string)document["name"],
                    document => new Policy((string)document["file"], document["root"]));
    }

    /// <summary>
    /// The test or the harness is at fault, not the policy: the call is refused, no section sees
    /// it.
    /// </summary>
    internal sealed class HarnessFault : Exception
    {
        internal HarnessFault(string message) : base(message) { }
    }
}
