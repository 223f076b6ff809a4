// A trigger that has been started, as the host stops it: first nothing new is begun, then what runs
// may end, then what is held is let go.

export interface RunningTrigger {
  /** Begins nothing from now on; waits between retries end. */
  stop(): void;
  /** Ends when the trigger's own work has ended: invocations and what is written after them. */
  idle(): Promise<void>;
  /** Lets go of connections and locks. Work that still runs is disowned: it leaves no checkpoint. */
  close(): Promise<void>;
}
