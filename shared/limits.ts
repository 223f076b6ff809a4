// Every bound the program keeps, with its unit and reason. A bound that an operator may need to
// move is a setting (config.ts); what is here follows from a platform's limit or from exactness.

/** Largest count that one request may state, in tokens, images or seconds. A thousand times the
 *  largest context window sold today; sums of 9 million such requests still are exact doubles. */
export const countMax = 1_000_000_000;

/** Leaves of one usage object that are kept; the largest published object has 14. */
export const counterFieldsMax = 40;

/** Characters of a fact (a model name, an id) that are kept; the longest Azure name has 260. */
export const factCharsMax = 260;

/** Characters of an identity before it is replaced by its digest (Cosmos DB: 1,023 bytes an id). */
export const identityCharsMax = 200;

/** Statements of one source about one request that are kept; the winner is one of them. */
export const statementsPerSourceMax = 8;

/** How far after its enqueued time an event may claim to have happened: clock skew, in ms. */
export const earlyMsMax = 60 * 60 * 1000;

/** Length of a window, in minutes: every civil time-zone offset is a multiple of it. */
export const windowMinutes = 15;

/** Redacted payload kept in a dead letter, in characters: enough to see what the sender did. */
export const deadLetterPayloadCharsMax = 4_000;

/** Records of one diagnostic envelope that are read; a 1 MB message holds about 1,500. */
export const envelopeRecordsMax = 10_000;

/** Attempts to replace a record under its ETag before the batch is delivered again. */
export const joinAttemptsMax = 8;

/** Size of one stored document, in UTF-16 characters of its JSON. Cosmos DB allows 2 MB of UTF-8;
 *  a row is nearly all ASCII, and three bytes a character would still fit. */
export const documentCharsMax = 600_000;

/** Operations of one bulk call (Cosmos DB: 100). */
export const bulkOperationsMax = 100;

/** Characters of a text in a telemetry event (Application Insights: 8,192); our ids and advice
 *  have less than 400. */
export const telemetryTextCharsMax = 1_000;
