// The types and members that API Management lets policy expressions use: the table ".NET Framework
// types allowed in policy expressions" of
// learn.microsoft.com/azure/api-management/api-management-policy-expressions, read 2026-11-21. A
// member that is not named there is refused when a policy is deployed, also an operator.

export interface AllowedType {
  /** Without the parameters of a generic type: they may be any number of allowed types. */
  readonly type: string;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}

const all = (namespace: string, names: string): readonly AllowedType[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => ({ type: `${namespace}.${name}` }));

const members = (type: string, names: string): AllowedType => ({
  type,
  only: names.trim().split(/\s+/),
});

export const allowedTypes: readonly AllowedType[] = [
  ...all('Newtonsoft.Json', 'Formatting'),
  members('Newtonsoft.Json.JsonConvert', 'SerializeObject DeserializeObject'),
  ...all(
    'Newtonsoft.Json.Linq',
    'Extensions JArray JConstructor JContainer JObject JProperty JRaw JToken JTokenType JValue',
  ),
  ...all(
    'System',
    `Array BitConverter Boolean Byte Char Convert DateTimeOffset Decimal Double Exception Guid Int16 Int32 Int64 Math
     MidpointRounding Nullable Random SByte Single String StringComparer StringComparison StringSplitOptions TimeSpan
     TimeZone TimeZoneInfo TimeZoneInfo+AdjustmentRule TimeZoneInfo+TransitionTime Tuple UInt16 UInt32 UInt64 Uri
     UriPartial`,
  ),
  ...all(
    'System.Collections.Generic',
    `Dictionary HashSet ICollection IDictionary IEnumerable IEnumerator IList IReadOnlyCollection IReadOnlyDictionary
     ISet KeyValuePair List Queue Stack`,
  ),
  members(
    'System.DateTime',
    `(Constructor) Add AddDays AddHours AddMilliseconds AddMinutes AddMonths AddSeconds AddTicks AddYears Date Day
     DayOfWeek DayOfYear DaysInMonth Hour IsDaylightSavingTime IsLeapYear MaxValue Millisecond Minute MinValue Month
     Now Parse Second Subtract Ticks TimeOfDay Today ToString UtcNow Year`,
  ),
  members('System.DateTimeKind', 'Utc'),
  ...all('System.IO', 'StringReader StringWriter'),
  ...all('System.Linq', 'Enumerable'),
  ...all('System.Net', 'IPAddress WebUtility'),
  ...all(
    'System.Security.Cryptography',
    `AsymmetricAlgorithm CipherMode HashAlgorithm HashAlgorithmName HMAC HMACMD5 HMACSHA1 HMACSHA256 HMACSHA384
     HMACSHA512 KeyedHashAlgorithm MD5 Oid PaddingMode RNGCryptoServiceProvider RSA RSAEncryptionPadding
     RSASignaturePadding SHA1 SHA1Managed SHA256 SHA256Managed SHA384 SHA384Managed SHA512 SHA512Managed
     SymmetricAlgorithm`,
  ),
  ...all('System.Text', 'Encoding StringBuilder'),
  members('System.Text.RegularExpressions.Capture', 'Index Length Value'),
  members('System.Text.RegularExpressions.CaptureCollection', 'Count Item'),
  members('System.Text.RegularExpressions.Group', 'Captures Success'),
  members('System.Text.RegularExpressions.GroupCollection', 'Count Item'),
  members('System.Text.RegularExpressions.Match', 'Empty Groups Result'),
  members(
    'System.Text.RegularExpressions.Regex',
    '(Constructor) IsMatch Match Matches Replace Unescape Split',
  ),
  ...all('System.Text.RegularExpressions', 'RegexOptions'),
  ...all(
    'System.Xml.Linq',
    `Extensions XAttribute XCData XComment XContainer XDeclaration XDocumentType XElement XName XNamespace XNode
     XNodeDocumentOrderComparer XNodeEqualityComparer XObject XProcessingInstruction XText`,
  ),
  { type: 'System.Xml.Linq.XDocument', except: ['Load'] },
  ...all('System.Xml', 'XmlNodeType'),
  // Not in the table, and part of every expression: Microsoft's own checker
  // (Azure/azure-api-management-policy-toolkit, src/Analyzers, commit 54f9b1a) allows it too.
  members('System.Object', '(Constructor) Equals GetHashCode ReferenceEquals ToString'),
];

/** What the compiler writes on its own account, for foreach, using, lambdas and array literals. */
export const compilersOwn: readonly string[] = [
  'System.Collections.IEnumerable.GetEnumerator',
  'System.Collections.IEnumerator.Current',
  'System.Collections.IEnumerator.MoveNext',
  'System.IDisposable.Dispose',
  ...['Func', 'Action', 'Predicate', 'Comparison', 'Converter'].map(
    (name) => `System.${name}.(Constructor)`,
  ),
  'System.Runtime.CompilerServices.RuntimeHelpers.InitializeArray',
  // JToken.ToString(Formatting) takes any number of these: the compiler makes an empty array.
  'Newtonsoft.Json.JsonConverter',
];
