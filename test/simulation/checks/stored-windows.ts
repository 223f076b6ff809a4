// The windows as they are stored, and those of them that were sealed before all was known.
import { rulesVersion } from '../../../shared/domain/usage/rules-version';
import type { Usage } from '../oracle/usage';
import { windowMs, windowStartMs } from '../oracle/windows';
import { dayMs, processSkewMsMax } from '../world/clocks';
import type { World } from '../world/world';
import { exceptionsOf } from './ledger-exceptions';
import type { LedgerTruth } from './ledger-truth';

interface StoredRow {
  readonly subscriptionId: string | null;
  readonly productId: string | null;
  readonly model: string | null;
  readonly promptClass: number;
  readonly deployment: string | null;
  readonly askedDeployment: string | null;
  readonly backendId: string | null;
  readonly serviceTier: string | null;
  readonly requestedTier: string | null;
  readonly requests: number;
  readonly requestsByMeters: Readonly<Record<string, number>>;
  readonly meters: Readonly<Record<string, number>>;
  readonly coverage: Readonly<Record<string, number>>;
}

export interface StoredWindow {
  readonly recordsSeen: number;
  readonly suspectedDoubles: number;
  readonly rows: readonly StoredRow[];
  /** Of the rules that made it. */
  readonly rulesVersion: number | undefined;
}

interface Head extends Omit<StoredWindow, 'rows'> {
  readonly rows?: readonly StoredRow[];
  readonly parts?: readonly string[];
}

export const storedWindow = ({ rollups }: World, window: string): StoredWindow => {
  const date = window.slice(0, 10);
  const head = rollups.latest(date, window)?.value as Head | undefined;
  const { recordsSeen = 0, suspectedDoubles = 0, rulesVersion, rows, parts = [] } = head ?? {};
  const inParts = parts.flatMap(
    (part) =>
      (rollups.latest(date, part)?.value as { rows: readonly StoredRow[] } | undefined)?.rows ?? [],
  );
  return { recordsSeen, suspectedDoubles, rulesVersion, rows: rows ?? inParts };
};

/**
 * Windows that were sealed while marked: what came in too late is not in the figures, and people
 * were told. And those that were sealed before newer rules reached them, which keep the figures of the
 * older ones. A request that came in too late may have been known in other windows before: which of
 * them still counts it depends on what was left of its record.
 */
export const sealedWindows = (world: World, truth: LedgerTruth): ReadonlySet<string> => {
  const sealed = new Set([
    ...exceptionsOf(world, 'sealedWindowMarked').map(({ where }) => where),
    ...[...truth.windows.keys()].filter((window) => isSealedByOlderRules(world, window)),
  ]);
  if (sealed.size === 0) return sealed;
  const touched = truth.requests.filter(({ windows }) => windows.some((one) => sealed.has(one)));
  return new Set([...sealed, ...touched.flatMap(({ windows }) => windows)]);
};

const isSealedByOlderRules = (world: World, window: string): boolean => {
  const { time, settings } = world;
  const sealedMs = windowStartMs(window) + windowMs + settings.sealAgeDays * dayMs;
  const version = storedWindow(world, window).rulesVersion;
  return sealedMs <= time.ms + processSkewMsMax && version !== undefined && version < rulesVersion;
};

/** What the stored rows of a window say. Those of a sealed one are in the figures for ever. */
export const storedUsages = (world: World, window: string): readonly Usage[] =>
  storedWindow(world, window).rows.map((row) => ({
    window,
    subscription: row.subscriptionId ?? undefined,
    product: row.productId ?? undefined,
    model: row.model ?? undefined,
    longPromptTokens: row.promptClass > 0 ? row.promptClass : undefined,
    deployment: row.deployment ?? undefined,
    askedDeployment: row.askedDeployment ?? undefined,
    backend: row.backendId ?? undefined,
    serviceTier: row.serviceTier ?? undefined,
    requestedTier: row.requestedTier ?? undefined,
    requests: row.requests,
    meters: row.meters,
    requestsByMeters: row.requestsByMeters,
    withoutUsage: row.coverage['withoutUsage'] ?? 0,
    conflicts: row.coverage['conflicts'] ?? 0,
    conflictTokens: row.coverage['conflictTokens'] ?? 0,
    overflowed: row.coverage['overflowed'] ?? 0,
    sourcesDisagree: row.coverage['sourcesDisagree'] ?? 0,
  }));
