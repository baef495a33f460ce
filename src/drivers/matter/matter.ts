import type { NativeId } from "#domain/ids.ts";
import type { Discovery, Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { unfound } from "#drivers/kit/unseen.ts";
import { reportOf } from "./capabilities.ts";
import { invitationsIn, type MatterConfig, parseConfig, withoutInvitation } from "./config.ts";
import type { News } from "./fabric-messages.ts";
import { asFailed, lookAt, unreadable } from "./look.ts";
import { readEvent } from "./sightings.ts";
import { type OpenStack, type Stack, threadedStack } from "./stack.ts";
import { take } from "./steps.ts";
import { type Talk, talk } from "./talk.ts";
import { readLocks } from "./wire.ts";

/** Locks that speak Matter, shared with a fabric of ours on the local network. */
export const matter: DriverModule<MatterConfig> = {
  manifest: {
    driver: "matter",
    displayName: "Matter",
    transport: "local",
    proof: "peer",
    keepsFiles: true,
    form: [
      {
        name: "setupCodes",
        label: "Setup codes",
        kind: "secret",
        required: true,
        help: "The 11 digits under which each lock is shared, with spaces between; @address:port after them, if needed.",
      },
      {
        name: "timeZone",
        label: "Time zone",
        kind: "text",
        required: false,
        help: "Where the locks hang, such as Europe/Berlin; for locks that do not tell it. Without it they keep no windows.",
      },
    ],
  },
  parseConfig,
  connect: (config, surroundings) => connectWith(threadedStack, config, surroundings),
  // A lock on the local network posts nothing.
  receive: () => undefined,
};

export function connectWith(openStack: OpenStack, config: MatterConfig, surroundings: Surroundings): Driver {
  const { runtime, directory } = surroundings;
  const life = new AbortController();
  let stack: Stack | undefined;
  let wanted = config;
  const hear = (news: News) => {
    if (!life.signal.aborted) listen(surroundings, news);
  };
  const talkWithin = (signal: AbortSignal): Talk | undefined => {
    if (directory === undefined) return undefined;
    stack ??= openStack({ runtime, directory, hear });
    return talk(stack, AbortSignal.any([signal, life.signal]));
  };
  const noFolder = failed("provider", "There is no folder in which to keep the fabric.");
  return {
    discover: async (signal) => {
      const within = talkWithin(signal);
      if (within === undefined) return unfound(noFolder);
      const [left, trouble] = await invite(within, wanted, (changed) => {
        wanted = changed;
        surroundings.listener.configChanged(changed);
      });
      if (left > 0) runtime.log("matter.locks_not_taken_in", { count: left });
      const found = await lookThrough(within, surroundings, wanted.timeZone);
      // An account that has no lock yet says why; one that has some is not lost over another.
      return found.kind === "found" && found.devices.length === 0 && trouble !== undefined ? unfound(trouble) : found;
    },
    observe: async (device, signal) => {
      const within = talkWithin(signal);
      if (within !== undefined) return lookAt(within, runtime, device, wanted.timeZone);
      const { because, detail, notBefore } = noFolder;
      return { kind: "unreachable", at: runtime.now(), device: undefined, because, detail, notBefore };
    },
    apply: async (device, step, signal) => {
      const within = talkWithin(signal);
      return within === undefined ? noFolder : take(within, device, step, wanted.timeZone);
    },
    close: async () => {
      life.abort();
      await stack?.close();
    },
  };
}

/** Takes in every lock that is yet to be. Answers how many are left, and the trouble with the last of these. */
async function invite(
  talk: Talk,
  config: MatterConfig,
  changed: (config: MatterConfig) => void,
): Promise<readonly [number, Failed | undefined]> {
  let left = 0;
  let trouble: Failed | undefined;
  let current = config;
  for (const invitation of invitationsIn(config.setupCodes) ?? []) {
    const reply = await talk.write({ ask: "commission", ...invitation });
    if (reply.kind === "answered") {
      // The code has served: a lock takes it once.
      current = withoutInvitation(current, invitation);
      changed(current);
    } else {
      left += 1;
      trouble = asFailed(reply);
    }
  }
  return [left, trouble];
}

async function lookThrough(talk: Talk, { runtime }: Surroundings, zone: string | undefined): Promise<Discovery> {
  const reply = await talk.read({ ask: "locks" });
  if (reply.kind !== "answered") return unfound(asFailed(reply));
  const locks = readLocks(reply.body);
  if (locks === undefined) return unfound(unreadable("list of locks"));
  return { kind: "found", devices: locks.map((lock) => reportOf(lock, runtime.now(), zone)) };
}

function listen({ runtime, listener }: Surroundings, news: News): void {
  const at = runtime.now();
  switch (news.news) {
    case "left":
      listener.sighting({ kind: "devices_changed", at });
      return;
    case "online":
      listener.sighting({ kind: "changed", at, device: news.lock as NativeId });
      return;
    case "event": {
      const sighting = readEvent(news, at);
      if (sighting !== undefined) listener.sighting(sighting);
    }
  }
}
