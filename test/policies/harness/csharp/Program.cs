// The loop: one JSON line in, one JSON line out. The first line is the policies; the end of the
// input is the end.
using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal static class Program
    {
        private static int Main()
        {
            var utf8 = new UTF8Encoding(false);
            var output = new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true };
            // What an expression would print is no answer.
            Console.SetOut(TextWriter.Null);
            var lines = ReadLines(new StreamReader(Console.OpenStandardInput(), utf8));
            CultureInfo.CurrentCulture = ForeignCulture();
            var policies = Parse(lines.Take());
            var folder = new PolicyFolder(policies["documents"]);
            while (true)
            {
                var answer = Answer(Parse(lines.Take()), folder, policies["expressions"]);
                output.WriteLine(answer.ToString(Formatting.None));
            }
        }

        /// <summary>
        /// The end of the input ends the program at once, also where an expression never ends.
        /// </summary>
        private static BlockingCollection<string> ReadLines(TextReader input)
        {
            var lines = new BlockingCollection<string>();
            new Thread(() =>
            {
                for (var line = input.ReadLine(); line != null; line = input.ReadLine()) lines.Add(line);
                Environment.Exit(0);
            }) { IsBackground = true }.Start();
            return lines;
        }

        /// <summary>
        /// A decimal comma and another calendar: text that depends on the machine's culture comes
        /// out wrong, and is seen.
        /// </summary>
        private static CultureInfo ForeignCulture()
        {
            var culture = (CultureInfo)CultureInfo.GetCultureInfo("th-TH").Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            return culture;
        }

        private static JObject Answer(JObject question, PolicyFolder folder, JToken expressions)
        {
            try
            {
                return question["inspect"] == null
                    ? Handle(question, folder, expressions)
                    : Inspection.Run(question["inspect"]);
            }
            catch (HarnessFault fault)
            {
                return new JObject(new JProperty("fault", fault.Message));
            }
            catch (Exception bug)
            {
                return new JObject(new JProperty("fault", "the harness itself failed: " + bug));
            }
        }

        private static JObject Handle(JObject request, PolicyFolder folder, JToken expressions)
        {
            NamedValues.Current = ((JObject)request["namedValues"]).Properties()
                .ToDictionary(value => value.Name, value => (string)value.Value);
            var call = new Exchange(request);
            new Pipeline(call, folder, expressions).Run();
            return call.ToJson();
        }

        // Dates stay the texts that they are: a body's JSON is not ours to interpret.
        private static JObject Parse(string line)
        {
            using (var reader = new JsonTextReader(new StringReader(line)) { DateParseHandling = DateParseHandling.None })
            {
                return JObject.Load(reader);
            }
        }
    }
}
