import { type LimitedRequest, limitSpanMs, mostInAMinute } from "#domain/request-limits.ts";
import type { Checker } from "#sim/checker.ts";
import type { Body } from "#sim/happening.ts";

const requests: Readonly<Record<string, LimitedRequest>> = {
  "/access_codes/create": "create",
  "/access_codes/update": "update",
  "/access_codes/delete": "delete",
  "/locks/lock_door": "lock",
  "/locks/unlock_door": "unlock",
};

interface Granted {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly text: string;
}

/**
 * The published limits on what customers ask of one device in any minute. A request counts when it is recorded, which
 * is somewhere between asking and answer: so many are counted as surely lie within one minute. The same request sent
 * again may be a repetition, which does nothing, and counts once. No driver declares a limit of its own yet, so that no
 * other budget is held here; how often the house itself calls is S17 and L7.
 */
export const requestLimits: Checker = {
  id: "S8",
  promise: "Of one device no more is granted in any minute than the published limits allow.",
  watch: (_scene, object) => {
    const askedAt = new Map<number, number>();
    const deviceOf = new Map<string, string>();
    const granted = new Map<string, Granted[]>();
    const learn = (answer: Body) => {
      const codes = [answer.access_code, ...(Array.isArray(answer.access_codes) ? answer.access_codes : [])];
      for (const code of codes as (Body | undefined)[])
        if (code !== undefined) deviceOf.set(String(code.access_code_id), String(code.device_id));
    };
    const count = (kind: LimitedRequest, device: string, one: Granted) => {
      const key = `${kind} ${device}`;
      const before = (granted.get(key) ?? []).filter(({ askedAt: at }) => one.answeredAt - at <= 2 * limitSpanMs);
      if (before.some(({ text }) => text === one.text)) return;
      const all = [...before, one];
      granted.set(key, all);
      const within = all.filter(({ askedAt: at }) => one.answeredAt - at < limitSpanMs);
      if (within.length === mostInAMinute[kind] + 1)
        object(`Device ${device} was granted ${within.length} of ${kind} within a minute.`);
    };
    return {
      saw: (happening) => {
        if (happening.kind === "asked") askedAt.set(happening.request, happening.at);
        if (happening.kind !== "answered") return;
        const { path, body, status, answer, request, at } = happening;
        const asked = askedAt.get(request) ?? at;
        askedAt.delete(request);
        if (status !== 200) return;
        learn(answer);
        const kind = requests[path];
        const device = body.device_id ?? deviceOf.get(String(body.access_code_id));
        if (kind === undefined || device === undefined) return;
        count(kind, String(device), { askedAt: asked, answeredAt: at, text: JSON.stringify(body) });
      },
    };
  },
};
