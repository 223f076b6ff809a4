// Says how far a long step is. A terminal gets one line that is written over; a file or a log gets
// a plain line now and then, so that nobody has to scroll through thousands of them.

export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Least time between two updates, in ms: faster is unreadable on a terminal, noise in a log. */
const terminalUpdateMs = 100;
const plainUpdateMs = 5_000;

const clearLine = `\r${String.fromCharCode(27)}[2K`;

export class Progress {
  #shownAtMs = Number.NEGATIVE_INFINITY;
  #open = false;

  constructor(
    private readonly output: ProgressOutput,
    private readonly nowMs: () => number,
  ) {}

  /** Shows where a step stands, unless something was shown a moment ago. */
  update(text: string): void {
    const terminal = this.output.isTTY === true;
    const now = this.nowMs();
    if (now - this.#shownAtMs < (terminal ? terminalUpdateMs : plainUpdateMs)) return;
    this.#shownAtMs = now;
    this.#open = terminal;
    this.output.write(terminal ? `${clearLine}${text}` : `${text}\n`);
  }

  /** Ends a step with a line that stays. */
  done(text: string): void {
    this.output.write(`${this.#open ? clearLine : ''}${text}\n`);
    this.#open = false;
    this.#shownAtMs = Number.NEGATIVE_INFINITY;
  }
}
