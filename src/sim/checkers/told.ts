import type { AccessCodeId } from "#domain/ids.ts";
import type { Status } from "#domain/status.ts";
import type { Window } from "#domain/window.ts";
import type { Scene } from "#sim/checker.ts";
import type { Body } from "#sim/happening.ts";
import { type Observer, shared } from "./shared.ts";
import { type Wanted, wantedIn } from "./wanted.ts";

/** What the API says of a managed code. */
export interface Told {
  /** Epoch milliseconds at which it said so. */
  readonly at: number;
  /** `gone`: there is no such code. */
  readonly status: Status | "gone";
  readonly digits: string | undefined;
  readonly window: Window | undefined;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export interface ToldCodes extends Observer {
  /** Asks the API now. To be called where the scene may be asked. */
  ask(code: AccessCodeId): Promise<Told>;
  /** Called with what the API says of a managed code right after its row was written. */
  onTold(told: (now: Told, code: Wanted) => void): void;
}

export const toldIn = shared((scene: Scene): ToldCodes => {
  const wanted = wantedIn(scene);
  const listeners: ((now: Told, code: Wanted) => void)[] = [];
  const ask = async (code: AccessCodeId): Promise<Told> => {
    const { status, body } = await scene.ask("/access_codes/get", { access_code_id: code });
    return toldFrom(status, body, scene.now());
  };
  wanted.onChange(async (code) => {
    if (!code.isManaged || listeners.length === 0) return;
    const now = await ask(code.id);
    for (const told of listeners) told(now, code);
  });
  return {
    ask,
    onTold: (told) => void listeners.push(told),
    saw: (happening) => wanted.saw(happening),
  };
});

function toldFrom(status: number, body: Body, at: number): Told {
  const code = body.access_code as Body | undefined;
  if (status !== 200 || code === undefined)
    return { at, status: "gone", digits: undefined, window: undefined, errors: [], warnings: [] };
  const named = (list: unknown, name: string) =>
    Array.isArray(list) ? list.map((one: Body) => String(one[name])) : [];
  return {
    at,
    status: code.status as Status,
    digits: typeof code.code === "string" ? code.code : undefined,
    window:
      typeof code.starts_at === "string" && typeof code.ends_at === "string"
        ? { startsAt: Date.parse(code.starts_at), endsAt: Date.parse(code.ends_at) }
        : undefined,
    errors: named(code.errors, "error_code"),
    warnings: named(code.warnings, "warning_code"),
  };
}
