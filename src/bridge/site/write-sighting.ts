import type { AttemptId, ConnectedAccountId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { At, Notebook } from "./notebook.ts";

/** Writes down what a lock told while nobody hears of it; answers the device that is to be looked at. */
export function writeSighting(
  runtime: Runtime,
  notebook: Notebook,
  account: ConnectedAccountId,
  sighting: Sighting,
): At | undefined {
  // Which devices there are is asked of the provider itself as soon as the server leads again.
  if (sighting.kind === "devices_changed") return undefined;
  const page = notebook.page({ account, device: sighting.device });
  if (page === undefined) return undefined;
  // That something changed is found by looking; what people did at the door is known from nowhere else.
  if (sighting.kind !== "changed") {
    notebook.add(page, { id: runtime.uuid() as AttemptId, at: sighting.at, kind: "told", sighting });
  }
  return page;
}
