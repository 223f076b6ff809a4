// Every bound the program keeps, with its unit and reason. A bound that an operator may need to
// move is a setting (config.ts); what is here follows from a platform's limit or from exactness.

/** Largest count that one request may state, in tokens, images or seconds. A thousand times the
 *  largest context window sold today; sums of 9 million such requests still are exact doubles. */
export const countMax = 1_000_000_000;

/** Longest audio or video of one request, in seconds: more than eleven days. It is counted in
 *  milliseconds, which then stay below countMax. */
export const secondsMax = countMax / 1_000;

/** Leaves of one usage object that are kept: all names that are known, of whatever API, and some that
 *  are not. The largest published object has 19. */
export const counterFieldsMax = 160;

/** Models whose iterations one usage object may name besides its own; published objects name one. */
export const iterationModelsMax = 4;

/** Elements of a list of iterations that are added up; published lists have fewer than ten. */
export const iterationsMax = 1_000;

/** Types of hosted tools' calls that are counted apart for one request; four are published. */
export const toolCallTypesMax = 10;

/** Names of unknown counters that are kept in coverage, the first by the alphabet. What was counted
 *  under further names is added up. */
export const unknownCounterNamesMax = 20;

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

/**
 * Pieces of one text that are looked at to estimate its tokens, and their length in characters. The
 * tokenizer takes time by the square of a word's length, and most for what no language says: a text
 * that is made for it takes a tenth of a second, and there may be two in every event of a batch.
 */
export const tokenizedPiecesMax = 4;
export const tokenizedPieceChars = 500;

/** Attempts to replace a record under its ETag before the batch is delivered again. */
export const joinAttemptsMax = 8;

/** Size of one stored document, in UTF-16 characters of its JSON. Cosmos DB allows 2 MB of UTF-8;
 *  a row is nearly all ASCII, and three bytes a character would still fit. */
export const documentCharsMax = 600_000;

/** Parts of statements that a report reads at once: 20 MB where each is as large as it may be, and
 *  1,200 business units in some 40 reads. */
export const statementPartsAtOnceMax = 32;

/** Size of an HTTP answer from which on it is compressed, in bytes: below it, little is gained. */
export const compressedBytesMin = 64 * 1024;

/** Lines of one statement for quantities without a price, before the smallest are added up: more
 *  than the models of any price list, and few enough to read. Senders can make up more names. */
export const unpricedLinesMax = 2_000;

/** Operations of one bulk call (Cosmos DB: 100). */
export const bulkOperationsMax = 100;

/** Bytes of the documents in one bulk call. Cosmos DB takes 2 MB a request. Half of it keeps what a
 *  throttled call repeats small: 1 MB costs about 500 request units to write. */
export const bulkBodyBytesMax = 1024 * 1024;

/**
 * Size of the answer to one bulk request, and of one page of a query, in bytes (Cosmos DB). Of a bulk
 * request, the reads whose documents do not fit are answered 413 with sub-status 3402
 * (Azure/azure-cosmos-dotnet-v3#2124); a page of a query ends before it.
 */
export const storeAnswerBytesMax = 4 * 1024 * 1024;

/** Size of one request, in bytes (Cosmos DB, learn.microsoft.com/azure/cosmos-db/concepts-limits). */
export const storeRequestBytesMax = 2 * 1024 * 1024;

/** Documents and their index under one partition key, in bytes (Cosmos DB, the same page). A write
 *  past it is answered 403 with sub-status 1014. */
export const storePartitionBytesMax = 20 * 1024 ** 3;

/** Request units a second under one partition key (Cosmos DB, the same page). Past it: 429. */
export const storePartitionRequestUnitsMax = 10_000;

/** Bulk calls that read in full before the next ones ask for more documents at once again. */
export const readsBeforeGrowth = 8;

/** Characters of a text in a telemetry event (Application Insights: 8,192); our ids and advice
 *  have less than 400. */
export const telemetryTextCharsMax = 1_000;

/** Local days of one usage summary: a year, a leap day included, to compare with the year before. */
export const usageSummaryDaysMax = 366;

/** Local days of one usage summary by the hour: it reads and rates 96 windows for each of them. */
export const hourlySummaryDaysMax = 7;

/** Rows of one usage summary: about 5 MB of JSON, and more than a person or a sheet can use. */
export const usageSummaryRowsMax = 10_000;

/** How long a health check may take, in ms: below the five seconds most load balancers wait. */
export const healthCheckMsMax = 3_000;

/** How long a health answer is given again, in ms, so that a storm of probes costs nothing. */
export const healthAnswerMsMax = 5_000;

/** Age of the last rollup tick, in ms, above which the figures count as stale: several ticks. */
export const tickAgeMsMax = 15 * 60 * 1000;

/** How long a due window mark may wait, in ms, before the rollup counts as falling behind. */
export const dueMarkAgeMsMax = 30 * 60 * 1000;

/** How long one group of metrics may take to collect, in ms: Prometheus gives a scrape ten s. */
export const metricsCollectMsMax = 8_000;

/** What a client is told to wait after a dependency failed, in seconds. */
export const retryAfterSeconds = 30;

/** Bulk calls to Cosmos DB that run at once: enough to keep its partitions busy, and few enough
 *  that a batch of 1,000 events does not throttle itself. */
export const bulkCallsInParallelMax = 4;

/** How long one HTTP request to Cosmos DB may take, in ms. Its own server-side bound is 10 s. */
export const cosmosRequestMsMax = 12_000;

/** How long one operation on Cosmos DB may take with all the retries of its SDK, in ms, before it
 *  counts as failed. The SDK alone would go on for up to 120 time-outs. */
export const cosmosOperationMsMax = 30_000;

/** How often operations that were throttled or met another write are sent again within one call. */
export const bulkRetriesMax = 6;

/** Longest wait before such a repetition, in ms; the server's own advice is usually below 100. */
export const bulkRetryWaitMsMax = 5_000;

/** Documents of one page of a query; 4 MB is Cosmos DB's own bound on a page. */
export const queryPageItemsMax = 1_000;

/** Size of one document as UTF-8 JSON, in bytes: Cosmos DB's 2 MB, less its own fields. */
export const documentBytesMax = 2 * 1024 * 1024 - 4_096;

/** Size of a document's id in UTF-8, in bytes (Cosmos DB). */
export const documentIdBytesMax = 1_023;

/** Slack between the last event that may still arrive for a window and its sealing, in days. */
export const sealMarginDays = 1;

/** Slack between the sealing of a window and the expiry of its first record, in days. */
export const expiryMarginDays = 2;

/** Characters of the reason of a version of reference data: a few sentences for an auditor. */
export const reasonCharsMax = 1_000;

/** Attempts to replace the reference data's head before a push gives up: each lost one means that
 *  another push succeeded, and people push a few times a day. */
export const referencePushAttemptsMax = 8;

/** How long after its end a period still follows new reference data, in days: two years. Its windows
 *  expire 25 months after they were written, and a day without windows would cost nothing. */
export const reRatedDaysMax = 730;

/** How long a window or a day is kept after its last write, in days (containers.json, `rollups`). */
export const rollupKeptDays = 775;

/**
 * How far back usage can lie that is still rated, in days, where windows are sealed within 225 days:
 * a window that was written last when it was sealed is rated until it expires (/usage/summary by the
 * hour), and a period is re-rated until reRatedDaysMax after its end. Older versions of reference data
 * are not loaded.
 */
export const ratedDaysMax = 1_000;

/** Windows that one query reads at the most, from the first to the last: five days' worth. */
export const groupWindowsMax = 480;

/** Windows that one query reads for each window that is recomputed: a few unneeded ones cost less
 *  than a query of their own, the days between two late events do not. */
export const windowsReadPerMarkMax = 8;

/** Telemetry records that wait for their sender: 20 batches' worth of per-request events, 10 MB.
 *  Past it new ones are dropped and counted; the ledger does not depend on them. */
export const telemetryWaitingRecordsMax = 10_000;

/** Telemetry records handed to the SDK before it must have sent them. Its own queue silently drops
 *  what is past 2,048. */
export const telemetryHandoverRecordsMax = 1_024;

/** From the first telemetry record to the loading of the SDK, which blocks the thread: by then the
 *  invocation that emitted it has answered. In ms. */
export const telemetryLoadDelayMs = 250;

/** How long a stopping worker is kept for telemetry, in ms: the host kills it after five seconds. */
export const telemetryFlushMsMax = 4_000;

/** How long Event Hubs may take to answer a question about its partitions, in ms: it does so in
 *  tens of milliseconds, and health and metrics wait for it. */
export const hubAnswerMsMax = 5_000;

/**
 * How long storing one batch may take before it fails and is delivered again, in ms: well below
 * host.json's functionTimeout, which restarts the worker process and fails every other invocation in it.
 */
export const ingestMsMax = 240_000;

/** Records of a batch that are stored before the time is looked at: half a minute at 1,000 RU/s. */
export const stowRecordsMax = 5_000;

/** Records between two looks at the clock while windows are summed. */
export const recordsPerLook = 500;

/** Background marks that wait at a time, in windows: five days' worth, so that new rules, which ask
 *  for every window of six weeks, never fill the marks that each run reads. */
export const backgroundMarksMax = 480;

/** How long runs do without background work after a pass took longer than its share, in ms: what is
 *  left of four times host.json's functionTimeout, which ends any pass. */
export const backgroundRestMsMax = 40 * 60 * 1000;

/** Records that one query of background work reads at most, unless one window holds more: some 5,000
 *  request units, so that a run can stop between two queries when its share of time is over. */
export const recordsPerBackgroundGroupMax = 2_000;

/** Dead letters of one reason, sender and UTC day that are stored with their payload: enough to see
 *  what the sender does wrong. Past it, only their positions are kept. Hosts that reach it at the same
 *  time may pass it by what each of them has in hand. */
export const deadLettersStoredMax = 500;

/** Dead letters that one batch stores with their payload: two minutes at 1,000 RU/s, so half of
 *  ingestMsMax is left for its records. */
export const deadLettersStoredPerBatchMax = 4_000;

/** Dead letters that are written before the time is looked at: 15 seconds at 1,000 RU/s. */
export const deadLettersPerSlice = 500;

/** Partition keys over which the dead letters of one day are spread: 16 times 10,000 RU/s and 20 GB. */
export const deadLetterShards = 16;

/** Sequence numbers of one document of rejected positions. With a range for each event, the longest
 *  that there are, it has 300,000 characters: half of documentCharsMax. Never change it, nor
 *  rejectedPositionsShards and sendersPerFormMax: stored documents are found by them, and what is delivered
 *  again would count once more under the new ones. */
export const rejectedBlockEvents = 10_000;

/** Partition keys over which the documents of rejected positions of one month are spread: several, so
 *  that many hub partitions write at a time, and few, because every reader reads all of them. */
export const rejectedPositionsShards = 4;

/** Documents of rejected positions that are read at once: at their largest, 3 MB of the 4 MB that
 *  Cosmos DB answers to one request. */
export const rejectedDocumentsPerSlice = 10;

/** How long rejected positions are kept since their last change, in days: as long as the rollups of
 *  their time, so that the coverage of a report does not shrink while it can be read. */
export const rejectedPositionsDays = 775;

/** Most senders that each form of event keeps apart. What a sender calls itself is its own text, and
 *  must not make more documents than this. */
export const sendersPerFormMax = 32;

/** Pairs of reason and sender of which a process remembers that their day has enough dead letters. */
export const fullSendersRemembered = 1_000;
