// What the ledger can meet that a person must look at, by kind. Alerts wait for them by these names.
/** What a person is to do, in the exception's telemetry; docs/runbook.md says more. */
export const whatToDo = {
  sequenceGap:
    'Events of this partition expired or were skipped before they were read. Compare the gap with ' +
    'the gateway logs of that time, and replay what is missing.',
  hubRecreated:
    'The sequence numbers of this partition began anew, so the hub was deleted and created again. ' +
    'Reset the checkpoints of its consumer group, and compare the time between with the gateway logs.',
  sealedWindowMarked:
    'Usage arrived for a window whose records may have expired, so it is not in any report. ' +
    'Find out why it was that late, and post it by hand as an adjustment.',
  auditDrift:
    'A window recomputed a day later differed from what was published. The new figures stand; keep ' +
    'both versions and look for a reader or a rollup that changed in between.',
  windowKeepsFailing:
    'This window fails at every tick, so its period is not complete. The log entry of the failure ' +
    'names the document; the mark stays until a tick succeeds.',
  requestOverflowed:
    'More different statements came about one request id than its record keeps, so the tokens of the ' +
    'others are in no report. Find the sender that uses one id for many requests: coverage.overflowed ' +
    'counts those requests, by business unit.',
  deadLettersRefused:
    'The container of the dead letters took no more, so rejected items are kept without their payloads. ' +
    'All of them are counted. Raise the throughput of deadletters, or find the sender of so many.',
} as const;

export type LedgerExceptionKind = keyof typeof whatToDo;
export const ledgerExceptionKinds = Object.keys(whatToDo) as readonly LedgerExceptionKind[];
