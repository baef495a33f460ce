/** The console's files by their path below its own, as they were built; read once, when the server starts. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

export interface ConsoleFile {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** The same, gzipped, where that is shorter. */
  readonly gzipped: Uint8Array<ArrayBuffer> | undefined;
}

/** The page that all of the console's addresses show; the rest is its business. */
export const pageFile = "index.html";
/** Stands in the page for what its server draws anew for each answer. */
export const noncePlaceholder = "__CSP_NONCE__";
