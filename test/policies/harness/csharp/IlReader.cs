// The members and types that a method's compiled code names. Read from the code, and not from the
// text, because only the compiler knows what `x.Parse(y)` is.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;

namespace Harness
{
    internal static class IlReader
    {
        private const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance
            | BindingFlags.DeclaredOnly;

        private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (OpCode)field.GetValue(null))
            .ToDictionary(code => code.Value);

        /// <summary>
        /// What a class and the classes within it name: lambdas and iterators are such classes.
        /// </summary>
        internal static IEnumerable<MemberInfo> MembersNamedBy(Type type)
        {
            var bodies = type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All));
            return bodies.SelectMany(MembersNamedBy).Concat(type.GetNestedTypes(All).SelectMany(MembersNamedBy));
        }

        private static IEnumerable<MemberInfo> MembersNamedBy(MethodBase method)
        {
            var body = method.GetMethodBody();
            if (body == null) return Enumerable.Empty<MemberInfo>();
            var caught = body.ExceptionHandlingClauses
                .Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
                .Select(clause => (MemberInfo)clause.CatchType);
            return Tokens(body.GetILAsByteArray()).Select(token => Resolve(method, token)).Concat(caught);
        }

        private static MemberInfo Resolve(MethodBase method, int token) =>
            method.Module.ResolveMember(
                token,
                method.DeclaringType.IsGenericType ? method.DeclaringType.GetGenericArguments() : null,
                method.IsGenericMethod ? method.GetGenericArguments() : null);

        private static IEnumerable<int> Tokens(byte[] code)
        {
            for (var at = 0; at < code.Length;)
            {
                short value = code[at++];
                if (value == 0xFE) value = (short)(0xFE00 | code[at++]);
                var operand = Codes[value].OperandType;
                if (operand == OperandType.InlineMethod || operand == OperandType.InlineField
                    || operand == OperandType.InlineType || operand == OperandType.InlineTok)
                {
                    yield return BitConverter.ToInt32(code, at);
                }
                at += Size(operand, code, at);
            }
        }

        private static int Size(OperandType operand, byte[] code, int at)
        {
            switch (operand)
            {
                case OperandType.InlineNone: return 0;
                case OperandType.ShortInlineBrTarget:
                case OperandType.ShortInlineI:
                case OperandType.ShortInlineVar: return 1;
                case OperandType.InlineVar: return 2;
                case OperandType.InlineI8:
                case OperandType.InlineR: return 8;
                case OperandType.InlineSwitch: return 4 + 4 * BitConverter.ToInt32(code, at);
                default: return 4;
            }
        }
    }
}
