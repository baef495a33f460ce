import { justInTimeLeadMs, nativeLeadMs } from "#domain/access-code.ts";
import type { ExplainedCause } from "#domain/explained-causes.ts";
import { Pin } from "#domain/pin.ts";
import type { Checker, LockView, Scene } from "#sim/checker.ts";
import type { Body, Happening, Phase } from "#sim/happening.ts";

interface CodeRow {
  readonly access_code_id: string;
  readonly native_id: string;
  readonly starts_at: Date | null;
  readonly ends_at: Date | null;
  readonly retired_at: Date | null;
}

interface Explained extends Body {
  readonly status: string;
  readonly cause: { readonly cause_code: ExplainedCause } | null;
  readonly next: { readonly action: string; readonly at: string | null; readonly waits_for: string | null };
  readonly next_attempt_at: string | null;
  readonly next_look_at: string | null;
}

/** What is true of a lock and a code, whatever anybody believes. */
interface Truth {
  readonly row: CodeRow;
  readonly lock: LockView;
  readonly now: number;
  /** The code's own, as the API tells it. */
  readonly pin: Pin | undefined;
  /** When a driver last answered that the lock was at work on something else. */
  readonly busyAt: number | undefined;
}

/** A word of a driver is not so old but that nothing has been tried since, in milliseconds. */
const freshMs = 5 * 60_000;

/**
 * Causes that the world itself can confirm. Asked at the end of the liveness phase only: before that, what is known
 * may rightly lag behind what is true.
 */
const isTrue: Partial<Record<ExplainedCause, (truth: Truth) => boolean>> = {
  same_pin_on_lock: ({ lock, pin, row }) =>
    lock.keypad.entries.some((entry) => {
      const isOurs = entry.madeBy.kind === "us" && entry.madeBy.code === row.access_code_id;
      // What others have written since is theirs, though it be the same PIN.
      const isOwn = isOurs && entry.changedBy.kind === "us";
      return entry.pin.equals(pin) && !isOwn;
    }),
  waiting_for_room: ({ lock }) => lock.taken >= lock.capacity,
  waiting_for_start: ({ row, now }) => (row.starts_at?.getTime() ?? now) > now,
  not_due_yet: ({ row, now, lock }) => {
    const lead = lock.profile.capabilities.schedulesNatively ? nativeLeadMs : justInTimeLeadMs;
    const from = (row.starts_at?.getTime() ?? now) - lead;
    // Without native scheduling asked for, a lock that could keep windows gets codes just in time as well.
    return from > now || (row.starts_at?.getTime() ?? now) - justInTimeLeadMs > now;
  },
  // Everything can be reached by now, and has been looked at.
  device_unreachable: () => false,
  hub_unreachable: () => false,
  account_disconnected: () => false,
  credentials_refused: () => false,
  device_removed: () => false,
  provider_throttles: () => false,
  provider_fails: () => false,
  // A lock that takes one code at a time is so for a while, also when all is well.
  device_busy: ({ busyAt, now }) => busyAt !== undefined && now - busyAt < freshMs,
  worker_not_running: () => false,
};

export const explained: Checker = {
  id: "X1",
  promise:
    "A code that is not set has exactly one cause, which is true, and a next attempt, or says what has to change first.",
  watch: (scene, object) => {
    const busy = new Map<string, number>();
    const saw = (happening: Happening) => {
      if (happening.kind !== "call_answered") return;
      const { answer, lock } = happening;
      if (answer.kind === "failed" && answer.because === "busy") busy.set(lock, scene.now());
    };
    const phaseEnded = async (phase: Phase) => {
      if (phase === "over") return;
      const rows = await scene.rows<CodeRow>(
        `select c.access_code_id::text, d.native_id, c.starts_at, c.ends_at, c.retired_at
         from access_codes c join devices d using (device_id) where c.is_managed and c.gone_at is null
         order by c.created_at, c.access_code_id`,
      );
      for (const row of rows) {
        const said = await ask(scene, row.access_code_id);
        const wrong =
          said === undefined
            ? "is not explained"
            : (incomplete(said) ?? (phase === "liveness" ? await untrue(scene, busy, row, said) : undefined));
        if (wrong !== undefined) object(`${row.access_code_id} on ${row.native_id} ${wrong}.`);
        if (said?.cause != null) scene.sometimes(`explained as ${said.cause.cause_code}`);
      }
    };
    return { saw, phaseEnded };
  },
};

async function ask(scene: Scene, id: string): Promise<Explained | undefined> {
  const { status, body } = await scene.ask("/access_codes/explain", { access_code_id: id });
  return status === 200 ? (body.explanation as Explained) : undefined;
}

/** What an explanation lacks by itself. */
export function incomplete({ status, cause, next, next_attempt_at: attemptAt }: Explained): string | undefined {
  if (status === "set") return cause === null ? undefined : `is set, and is explained as ${cause.cause_code}`;
  if (cause === null) return `is ${status} for no cause`;
  if (attemptAt === null && next.waits_for === null && next.at === null) {
    return `is explained as ${cause.cause_code}, without a next attempt or what it waits for`;
  }
  return undefined;
}

async function untrue(
  scene: Scene,
  busy: ReadonlyMap<string, number>,
  row: CodeRow,
  said: Explained,
): Promise<string | undefined> {
  const lock = scene.locks.find(({ nativeId }) => nativeId === row.native_id);
  if (lock === undefined || said.cause === null) return undefined;
  const { body } = await scene.ask("/access_codes/get", { access_code_id: row.access_code_id });
  const { code = null } = (body.access_code ?? {}) as { readonly code?: string | null };
  const pin = code === null ? undefined : Pin.parse(code);
  const truth: Truth = { row, lock, now: scene.now(), pin, busyAt: busy.get(row.native_id) };
  const cause = said.cause.cause_code;
  return isTrue[cause]?.(truth) === false ? `is explained as ${cause}, and that is not so` : undefined;
}
