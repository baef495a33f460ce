import type { Runtime } from "#runtime/runtime.ts";

/** How long each part may take to close, in milliseconds. What takes longer is left to the end of the process. */
const eachWithinMs = 15_000;

/** What has been opened, to be closed in the order that loses nothing: what was opened first is closed last. */
export interface Closing {
  add(part: string, close: () => Promise<void>): void;
  /** Always ends: a connection that never closes must not keep a server from stopping. */
  close(): Promise<void>;
}

export function createClosing(runtime: Runtime): Closing {
  const opened: { readonly part: string; readonly close: () => Promise<void> }[] = [];
  return {
    add: (part, close) => void opened.push({ part, close }),
    close: async () => {
      for (const { part, close } of opened.splice(0).reverse()) {
        const became = await closeInTime(close, runtime);
        if (became !== "closed") runtime.log("serve.not_closed", { part, because: became });
      }
    },
  };
}

async function closeInTime(close: () => Promise<void>, runtime: Runtime): Promise<"closed" | "failed" | "late"> {
  const over = new AbortController();
  const closing = close().then(
    () => "closed" as const,
    () => "failed" as const,
  );
  const late = runtime.sleep(eachWithinMs, over.signal).then(() => "late" as const);
  const became = await Promise.race([closing, late]);
  over.abort();
  return became;
}
