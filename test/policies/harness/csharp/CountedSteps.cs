// Counts the work of expressions. If a test asks for it, the generated program reports each turn of a loop
// here, and sends each call that reads a text through here. The unit is turns and characters, so a result
// does not depend on a clock.
using System;
using System.Text.RegularExpressions;
using ApiManagement;
using Newtonsoft.Json.Linq;

namespace Counting
{
    public static class Steps
    {
        internal static long Taken { get; set; }

        /// <summary>
        /// A regular expression may read a text many times over, so it should not get a long one.
        /// </summary>
        internal static int LongestMatched { get; set; }

        public static void Count(long steps) => Taken += steps;

        /// <summary>Counts a text to which something is added, because it is copied.</summary>
        public static T Added<T>(object before, T added)
        {
            if (before is string text) Count(text.Length);
            return added;
        }

        internal static void Matched(string text)
        {
            Count(text.Length);
            LongestMatched = Math.Max(LongestMatched, text.Length);
        }
    }

    public static class CountedStrings
    {
        public static int CountedIndexOf(this string text, char wanted, int from = 0) =>
            Counted(text, from, text.IndexOf(wanted, from));

        public static int CountedIndexOf(this string text, string wanted, StringComparison comparison) =>
            Counted(text, 0, text.IndexOf(wanted, comparison));

        public static string CountedSubstring(this string text, int from) =>
            Counted(text.Substring(from));

        public static string CountedSubstring(this string text, int from, int length) =>
            Counted(text.Substring(from, length));

        public static string CountedInsert(this string text, int at, string added) =>
            Counted(text.Insert(at, added));

        public static string CountedTrim(this string text, params char[] characters)
        {
            Steps.Count(text.Length);
            return text.Trim(characters);
        }

        public static string[] CountedSplit(this string text, params char[] separators)
        {
            Steps.Count(text.Length);
            return text.Split(separators);
        }

        public static string[] CountedSplit(this string text, char[] separators, int count)
        {
            Steps.Count(text.Length);
            return text.Split(separators, count);
        }

        public static string[] CountedSplit(this string text, char[] separators, StringSplitOptions options)
        {
            Steps.Count(text.Length);
            return text.Split(separators, options);
        }

        public static string[] CountedSplit(this string text, string[] separators, StringSplitOptions options)
        {
            Steps.Count(text.Length);
            return text.Split(separators, options);
        }

        public static char[] CountedToCharArray(this string text)
        {
            Steps.Count(text.Length);
            return text.ToCharArray();
        }

        public static Jwt CountedAsJwt(this string text)
        {
            Steps.Count(text.Length);
            return text.AsJwt();
        }

        private static string Counted(string text)
        {
            Steps.Count(text.Length);
            return text;
        }

        private static int Counted(string text, int from, int found)
        {
            Steps.Count((found < 0 ? text.Length : found + 1) - from);
            return found;
        }
    }

    public static class CountedRegex
    {
        public static bool IsMatch(string text, string pattern, RegexOptions options = RegexOptions.None)
        {
            Steps.Matched(text);
            return Regex.IsMatch(text, pattern, options);
        }

        public static Match Match(string text, string pattern, RegexOptions options = RegexOptions.None)
        {
            Steps.Matched(text);
            return Regex.Match(text, pattern, options);
        }
    }

    public static class CountedJson
    {
        public static JToken Parse(string text)
        {
            Steps.Count(text.Length);
            return JToken.Parse(text);
        }
    }
}
