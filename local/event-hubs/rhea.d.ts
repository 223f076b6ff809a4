// Parts of rhea that exist and that its own typings leave out.

export {};

declare module 'rhea/typings/link' {
  interface Sender {
    /** Deliveries the peer still accepts. Falls when a delivery is written, not when it is queued. */
    readonly credit: number;
    /** Deliveries written so far; a drained credit counts as written. */
    readonly delivery_count: number;
  }
}

declare module 'rhea/typings/session' {
  interface Session {
    readonly outgoing: {
      /** Room in the session's buffer. To send without any is an error that ends the connection. */
      available(): number;
    };
  }
}

declare module 'rhea/typings/types' {
  interface types {
    readonly Reader: typeof Reader;
    readonly Writer: typeof Writer;
  }
}
