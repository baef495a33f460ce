/** A line over which both sides say whole texts whenever they like: a WebSocket. */
export interface Line {
  /** Says nothing where the line is closed. */
  send(text: string): void;
  /** Ends it; `closed` is still told, once. */
  close(): void;
}

/** Whom a line reaches. */
export interface Dialled {
  /** `ws:` or `wss:`. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A text that is longer ends the line. */
  readonly maxBytes: number;
}

/** What is heard on a line, in order. */
export interface Ear {
  opened(): void;
  heard(text: string): void;
  /** Comes exactly once and last, also where the line never opened. `because`: a code, never what was said. */
  closed(because: string): void;
}
