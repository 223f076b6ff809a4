// Which types and members an expression uses that API Management would refuse when it is deployed.
// Mono would run them. Members come from the compiled code; constants, which leave no trace there,
// from the names in the text.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml;
using System.Xml.Linq;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal static class Inspection
    {
        private static readonly ILookup<string, Type> KnownTypes = new[]
            {
                typeof(object), typeof(Uri), typeof(Enumerable), typeof(XmlNodeType), typeof(XElement), typeof(JToken),
            }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .ToLookup(AllowList.NameOf);

        internal static JObject Run(JToken question)
        {
            var rules = new AllowList(question["rules"]);
            var usings = question["usings"].Select(name => (string)name).ToList();
            var refusals = question["names"].Select((names, index) => new JArray(
                InCode(rules, index)
                    .Concat(names.SelectMany(name => InText(rules, usings, (string)name)))
                    .Distinct()
                    .OrderBy(name => name, StringComparer.Ordinal)
                    .Cast<object>()));
            return new JObject(new JProperty("refusals", new JArray(refusals.Cast<object>())));
        }

        private static IEnumerable<string> InCode(AllowList rules, int index)
        {
            var type = typeof(Inspection).Assembly.GetType($"Policies.Expression{index}", true);
            return IlReader.MembersNamedBy(type).Select(rules.Refusal).Where(name => name != null);
        }

        /// <summary>
        /// A name such as `DayOfWeek.Monday` or `System.DayOfWeek.Monday`: a type, and one of its
        /// members.
        /// </summary>
        private static IEnumerable<string> InText(AllowList rules, IEnumerable<string> usings, string dotted)
        {
            var parts = dotted.Split('.');
            if (parts[0] == "Harness") return new[] { "Harness" };
            for (var length = parts.Length; length > 0; length--)
            {
                var name = string.Join(".", parts.Take(length));
                var type = usings.Select(prefix => $"{prefix}.{name}").Concat(new[] { name })
                    .FirstOrDefault(KnownTypes.Contains);
                if (type == null) continue;
                if (!rules.AllowsType(type)) return new[] { type };
                var isMember = length < parts.Length && KnownTypes[type].All(one => one.IsEnum);
                return isMember && !rules.AllowsMember(type, parts[length])
                    ? new[] { $"{type}.{parts[length]}" }
                    : Enumerable.Empty<string>();
            }
            return Enumerable.Empty<string>();
        }
    }
}
