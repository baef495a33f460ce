import type { Outcome, TurnStep } from "#domain/step.ts";
import { asObject, number } from "#drivers/kit/untrusted.ts";
import { type Site, troubleOf } from "./site.ts";
import { commandClass } from "./wire.ts";

/** How long a bolt may take before it is looked at again, in milliseconds. */
const turningMs = 5_000;
const secured = 255;
const unsecured = 0;

/** Turns a lock and asks it how it stands then, for an answer to the order says only that it was heard. */
export async function turn(site: Site, step: TurnStep): Promise<Outcome> {
  const { server, node, signal, runtime } = site;
  const mode = step.to === "locked" ? secured : unsecured;
  const call = { nodeId: node.nodeId, commandClass: commandClass.doorLock };
  const reply = await server.invoke({ ...call, methodName: "set", args: [mode] }, signal, true);
  if (reply.kind !== "answered") return troubleOf(reply, true);
  const asked = await server.invoke({ ...call, methodName: "get", args: [] }, signal);
  const stands = asked.kind === "answered" ? number(asObject(asked.result.response) ?? {}, "currentMode") : undefined;
  if (stands === mode) return { kind: "done", evidence: "acknowledged", place: undefined };
  return { kind: "pending", askAgainAt: runtime.now() + turningMs, place: undefined };
}
