import type { Runtime } from "#runtime/runtime.ts";
import { context, type ProviderCall, type RequestMark } from "#sim/context.ts";
import type { CallKind, FaultPlan } from "#sim/faults.ts";
import type { Life } from "#sim/life.ts";
import { drawThrottle, drawWay, type Fate, fates, lateMs } from "#sim/provider-line.ts";
import type { World } from "#sim/world.ts";
import type { MakerSite } from "./maker-site.ts";

/** What came back over the line, read to its end: whoever gets it waits for nothing more. */
interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Line {
  readonly world: World;
  readonly faults: FaultPlan;
  readonly sites: readonly MakerSite[];
  readonly life: Life;
}

/** The network as one life of a process calls it, with makers' clouds at its other end and all that goes wrong between. */
export function makerLine(world: World, faults: FaultPlan, sites: readonly MakerSite[]) {
  return (life: Life): Runtime["fetch"] => {
    const line: Line = { world, faults, sites, life };
    return async (request) => {
      const call = context.getStore()?.call;
      const sent = await kept(request);
      const { signal } = request;
      // Whoever shares it, such as a token that is renewed, may wait for it longer than whoever sent it.
      const onTheLine: RequestMark = { waiting: 1 };
      world.requests.add(onTheLine);
      if (call !== undefined) call.waiting += 1;
      const goOn = () => {
        if (!world.requests.delete(onTheLine) || call === undefined) return;
        call.waiting -= 1;
      };
      signal.addEventListener("abort", goOn, { once: true });
      try {
        const { status, headers, text } = await carried(line, sent, call);
        return new Response(text === "" ? null : text, { status, headers });
      } finally {
        signal.removeEventListener("abort", goOn);
        goOn();
      }
    };
  };
}

/** One request there and back. What is on the line is in nobody's hands: it outlives whoever sent it. */
async function carried(line: Line, send: () => Request, call: ProviderCall | undefined): Promise<Reply> {
  const { world, life, faults, sites } = line;
  const site = sites.find(({ url }) => send().url.startsWith(url));
  if (site === undefined) throw world.misuse("A process called somebody who is no maker.");
  const isWrite = call?.asks !== undefined && site.make.entrance.writes(send());
  const fate = call === undefined ? "well" : fateOf(faults, kindOf(call), isWrite);
  const serve = async (isLate: boolean): Promise<Reply> => {
    if (call !== undefined) take(world, call, isWrite, isLate);
    const response = await site.serve(send(), call);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const run = (): Promise<Reply> | Reply => {
    if (fate === "throttled") return said(429, { "retry-after": String(Math.ceil(drawThrottle(world) / 1_000)) });
    if (fate === "provider_error") return said(502);
    if (fate === "late_landing" || fate === "duplicate_call")
      world.kernel.after(world.draw("lateness").between(...lateMs), () => void serve(true));
    // What is on its way is answered to nobody.
    return fate === "late_landing" ? said(504) : serve(false);
  };
  const isSilent = fate === "late_landing" || (fate === "lost_answer" && world.draw("lost answers").chance(0.5));
  const answerMs = isSilent ? Number.POSITIVE_INFINITY : drawWay(world);
  const reply = await life.effect({ delayMs: drawWay(world), run, answerMs });
  // Otherwise the line breaks before the answer.
  if (fate === "lost_answer") throw new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
  return reply;
}

/** The provider does what it is asked, or begins to show it. */
function take(world: World, call: ProviderCall, isWrite: boolean, late: boolean): void {
  if (call.asks === undefined) return;
  const { lock, step } = call.asks;
  if (!late && (call.isDone || (step !== "observe" && step.kind !== "turn" && !isWrite))) return;
  call.isDone = true;
  world.tell({ kind: "call_done", call: call.number, lock, step, late });
}

/** It can be sent again. */
async function kept(request: Request): Promise<() => Request> {
  const { url, method, headers } = request;
  const body = request.body === null ? undefined : await request.text();
  return () => new Request(url, { method, headers, ...(body === undefined ? {} : { body }) });
}

function said(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: new Headers(headers), text: "" };
}

function kindOf({ asks }: ProviderCall): CallKind {
  return asks === undefined || asks.step === "observe" ? "observe" : asks.step.kind;
}

/** What is asked again at no cost is not delivered late or twice: it would show nothing. */
function fateOf(faults: FaultPlan, over: CallKind, isWrite: boolean): Fate {
  const possible = isWrite ? fates : (["lost_answer", "provider_error", "throttled"] as const);
  return possible.find((fate) => faults.breaks(fate, over)) ?? "well";
}
