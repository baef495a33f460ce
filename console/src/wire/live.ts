import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { requestHeaders } from "./ask.ts";

/** Many things that happen at once are asked for once, this many milliseconds after the first. */
const gatherMs = 400;
/** Where much happens all the time, no more often than this. */
const atMostEveryMs = 2_000;
const againMs = 3_000;

/** Asks for what is shown again whenever something happens, without a reload. Answers whether the server is heard. */
export function useLive(client: QueryClient, workspace: string | undefined): boolean {
  const [isHeard, setHeard] = useState(false);
  // A watch is of one workspace: another one is another watch.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the workspace is read from where requests read it.
  useEffect(() => {
    const ending = new AbortController();
    let gathering: ReturnType<typeof setTimeout> | undefined;
    let toldAt = 0;
    const tell = () => {
      gathering ??= setTimeout(
        () => {
          gathering = undefined;
          toldAt = Date.now();
          void client.invalidateQueries();
        },
        Math.max(gatherMs, toldAt + atMostEveryMs - Date.now()),
      );
    };
    void watch(ending.signal, { heard: setHeard, tell });
    return () => {
      ending.abort();
      clearTimeout(gathering);
    };
  }, [client, workspace]);
  return isHeard;
}

interface Ear {
  heard(isHeard: boolean): void;
  /** Something happened. */
  tell(): void;
}

async function watch(signal: AbortSignal, ear: Ear): Promise<void> {
  while (!signal.aborted) {
    await listen(signal, ear).catch(() => {});
    if (signal.aborted) return;
    ear.heard(false);
    await new Promise((resolve) => setTimeout(resolve, againMs));
    // What happened meanwhile was told to nobody.
    ear.tell();
  }
}

async function listen(signal: AbortSignal, ear: Ear): Promise<void> {
  const response = await fetch("/console/live", { headers: requestHeaders(), signal });
  const reader = response.ok ? response.body?.pipeThrough(new TextDecoderStream()).getReader() : undefined;
  if (reader === undefined) return;
  ear.heard(true);
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    if (/^data:/m.test(read.value)) ear.tell();
  }
}
