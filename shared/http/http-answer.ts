// An HTTP answer as data. The Functions host takes it as it is; nothing here depends on that host.

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** What an answer may depend on besides the query. */
export interface HttpQuestion {
  readonly method: string;
  readonly headers: { get(name: string): string | null };
}
