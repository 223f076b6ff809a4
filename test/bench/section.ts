// What a part of the benchmark is: it measures one thing, and answers with figures. A section starts
// whatever it needs and ends it again, so that each runs alone as well as after the others.

/** One measured figure. It is rounded where it is printed, and whole in the JSON file. */
export interface Figure {
  /** What was measured, with the load it was measured under. */
  readonly what: string;
  readonly amount: number;
  /** Unit of the amount: `events/s`, `ms`, `bytes/event`. */
  readonly unit: string;
  /** How many times another figure of the same run it is, and which. Ratios travel between machines. */
  readonly ratio?: { readonly times: number; readonly of: string };
  /** A goal that was set for it. A missed one is printed as missed; the benchmark does not fail. */
  readonly goal?: { readonly text: string; readonly met: boolean };
}

export interface Findings {
  readonly figures: readonly Figure[];
  /** Printed below the figures, a line each: arithmetic that a reader can check, what a figure omits. */
  readonly notes?: readonly string[];
}

export interface Bench {
  /** Whether sizes and rounds are to be small: the figures are rougher, the run is five times shorter. */
  readonly quick: boolean;
  /** Says on stderr how far the section is; to be called wherever something takes over two seconds. */
  readonly progress: (text: string) => void;
}

export interface Section {
  /** What `--only` calls it. */
  readonly name: string;
  readonly title: string;
  readonly run: (bench: Bench) => Promise<Findings>;
}
