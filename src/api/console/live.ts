import { callerBehind } from "#api/auth.ts";
import { type Exchange, replyProblem, replyStream } from "#api/reply.ts";
import { scopeOf } from "#app/caller.ts";
import type { Desk } from "#app/desk.ts";
import { recentFacts } from "#app/live.ts";
import { isProblem, problem } from "#domain/problem.ts";
import { workspaceOf } from "#domain/scope.ts";

/** How often is looked for what is new, in milliseconds, as long as somebody watches. */
const everyMs = 1_000;
/** Facts of this long ago are looked for again: whoever records one may commit after a later one's. */
const againMs = 15_000;
/** So that whatever lies between does not take the line for dead. */
const quietMs = 20_000;

/**
 * Tells a page that something happened, as server-sent events, until it goes away: of what kind, at which device and
 * code. What it came to, the page asks for.
 */
export async function watchEvents(desk: Desk, request: Request, exchange: Exchange): Promise<Response> {
  const caller = await callerBehind(desk, request);
  if (isProblem(caller)) return replyProblem(exchange, caller);
  const scope = scopeOf(caller);
  if (scope === undefined || caller.kind === "client_session" || caller.kind === "publishable_key") {
    return replyProblem(exchange, problem("unauthorized", "Name the workspace that is to be watched."));
  }
  const ending = new AbortController();
  request.signal.addEventListener("abort", () => ending.abort(), { once: true });
  const lines = watch(desk, workspaceOf(scope), ending.signal);
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await lines.next().catch(() => undefined);
      if (next === undefined || next.done === true) controller.close();
      else controller.enqueue(new TextEncoder().encode(next.value));
    },
    cancel: () => ending.abort(),
  });
  return replyStream(exchange, stream);
}

async function* watch(
  { store, runtime }: Desk,
  workspace: Parameters<typeof recentFacts>[1],
  signal: AbortSignal,
): AsyncGenerator<string> {
  let known = new Set<string>((await recentFacts(store, workspace, runtime.now() - againMs)).map(({ id }) => id));
  let saidAt = runtime.now();
  yield ": watching\n\n";
  while (!signal.aborted) {
    await runtime.sleep(everyMs, signal);
    if (signal.aborted) return;
    const facts = await recentFacts(store, workspace, runtime.now() - againMs);
    const fresh = facts.filter(({ id }) => !known.has(id));
    known = new Set(facts.map(({ id }) => id));
    if (fresh.length === 0 && runtime.now() - saidAt < quietMs) continue;
    saidAt = runtime.now();
    yield fresh.length === 0 ? ": quiet\n\n" : fresh.map(lineOf).join("");
  }
}

function lineOf({ type, deviceId, accessCodeId, accountId }: Awaited<ReturnType<typeof recentFacts>>[number]): string {
  const fact = {
    event_type: type,
    device_id: deviceId ?? null,
    access_code_id: accessCodeId ?? null,
    connected_account_id: accountId ?? null,
  };
  return `data: ${JSON.stringify(fact)}\n\n`;
}
