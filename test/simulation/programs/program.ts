// The parts of the program that a run puts together. The simulation takes them from here, so that
// a mutated copy of the program (mutated-program.ts) can stand in for it, module for module.
export { runBulk } from '../../../shared/adapters/cosmos/bulk';
export { CosmosDeadLetters } from '../../../shared/adapters/cosmos/cosmos-dead-letters';
export { CosmosDocuments } from '../../../shared/adapters/cosmos/cosmos-documents';
export { CosmosUsageStore } from '../../../shared/adapters/cosmos/cosmos-usage-store';
export { ReadPace } from '../../../shared/adapters/cosmos/read-pace';
export { makeCollections } from '../../../shared/app/collections';
export { makeIngestBatch } from '../../../shared/app/ingest/ingest-batch';
export { makeOperationalViews } from '../../../shared/app/reports/operational-views';
export { DependencyUnavailable } from '../../../shared/app/ports';
export { makeReadReport } from '../../../shared/app/reports/read-report';
export { makeReferenceData } from '../../../shared/app/reference/reference-data';
export { makeReferences } from '../../../shared/app/reference/references-in-force';
export { makeRollUp } from '../../../shared/app/rollup/roll-up';
export { rulesInForce } from '../../../shared/domain/usage/rules';
