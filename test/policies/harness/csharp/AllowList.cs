// What API Management lets an expression use. The list itself is data, in test/policies/rules.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal sealed class AllowList
    {
        private readonly Dictionary<string, Func<string, bool>> types = new Dictionary<string, Func<string, bool>>();
        private readonly HashSet<string> compilersOwn;

        internal AllowList(JToken rules)
        {
            foreach (var type in rules["types"])
            {
                types[(string)type["type"]] = Rule(type);
            }
            compilersOwn = new HashSet<string>(rules["compilersOwn"].Select(member => (string)member));
        }

        /// <summary>Null where the member may be used; else its name, for the message.</summary>
        internal string Refusal(MemberInfo member)
        {
            var type = member as Type;
            if (type != null) return RefusalOfType(type);
            var declaring = member.DeclaringType;
            if (IsAnonymous(declaring)) return "an anonymous type";
            if (IsOurs(declaring) || member == typeof(NamedValues).GetMethod("Get")) return GenericRefusal(member);
            var (typeName, memberName) = (NameOf(declaring), NameOf(member));
            var full = $"{typeName}.{memberName}";
            if (compilersOwn.Contains(full)) return null;
            return Allows(declaring, memberName) ? GenericRefusal(member) : full;
        }

        internal bool AllowsType(string name) => types.ContainsKey(name);

        internal bool AllowsMember(string type, string member) => types[type](member);

        internal static string NameOf(Type type)
        {
            var name = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name;
            return string.Join("+", name.Split('+').Select(part => part.Split('`')[0]));
        }

        private static Func<string, bool> Rule(JToken type)
        {
            if (type["only"] is JArray only)
            {
                var names = new HashSet<string>(only.Select(name => (string)name));
                return names.Contains;
            }
            var except = new HashSet<string>((type["except"] ?? new JArray()).Select(name => (string)name));
            return name => !except.Contains(name);
        }

        /// <summary>
        /// The documented surface, and what the compiler makes of an expression's own lambdas.
        /// </summary>
        private static bool IsOurs(Type type) =>
            type.Assembly == typeof(AllowList).Assembly
            && (type.Namespace == "ApiManagement" || type.Namespace == "Policies");

        private static bool IsAnonymous(Type type) =>
            type.Name.Contains("Anon") && type.IsDefined(typeof(CompilerGeneratedAttribute), false) && !type.IsNested;

        private bool Allows(Type declaring, string member)
        {
            var listed = Listed(declaring);
            return listed != null && types[listed](member);
        }

        /// <summary>
        /// An enumerator or a key collection belongs to the collection that it is declared in.
        /// </summary>
        private string Listed(Type declared)
        {
            for (var type = declared; type != null; type = type.DeclaringType)
            {
                if (types.ContainsKey(NameOf(type))) return NameOf(type);
            }
            return null;
        }

        private string RefusalOfType(Type type)
        {
            if (type.IsGenericParameter) return null;
            if (type.HasElementType) return RefusalOfType(type.GetElementType());
            var arguments = type.IsGenericType ? type.GetGenericArguments() : Type.EmptyTypes;
            var inner = arguments.Select(RefusalOfType).FirstOrDefault(name => name != null);
            if (inner != null) return inner;
            var isAllowed = IsOurs(type) || Listed(type) != null || compilersOwn.Contains(NameOf(type));
            return isAllowed ? null : NameOf(type);
        }

        private string GenericRefusal(MemberInfo member) =>
            member is MethodInfo method && method.IsGenericMethod
                ? method.GetGenericArguments().Select(RefusalOfType).FirstOrDefault(name => name != null)
                : null;

        private static string NameOf(MemberInfo member)
        {
            if (member is ConstructorInfo) return "(Constructor)";
            var isAccessor = member is MethodInfo method && method.IsSpecialName
                && (method.Name.StartsWith("get_", StringComparison.Ordinal)
                    || method.Name.StartsWith("set_", StringComparison.Ordinal));
            return isAccessor ? member.Name.Substring("get_".Length) : member.Name;
        }
    }
}
