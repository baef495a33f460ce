import { z } from "zod";
import { createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import type { Scopes } from "#virtual-locks/faults.ts";
import { programmingMs, unreachable } from "#virtual-locks/lock-state.ts";
import { instant } from "#virtual-locks/requests.ts";
import type { Change, CodeRow, LockRow } from "#virtual-locks/rows.ts";
import { isTrouble, type Trouble, type TroubleCode, trouble } from "#virtual-locks/trouble.ts";
import { acceptTurn } from "#virtual-locks/turning.ts";
import type { World } from "#virtual-locks/world.ts";

const pinData = z.object({
  accessName: z.string().min(1).max(60),
  pin: z.string().regex(/^\d{4,6}$/),
  pinType: z.union([z.literal(2), z.literal(4)]),
  startDate: instant.optional(),
  endDate: instant.optional(),
});
const jobSpec = z.discriminatedUnion("jobType", [
  z.object({ jobType: z.literal(1) }),
  z.object({ jobType: z.literal(2) }),
  z.object({ jobType: z.literal(4), jobData: pinData }),
  z.object({ jobType: z.literal(5), jobData: z.object({ pin: z.string() }) }),
  z.object({ jobType: z.literal(10) }),
]);
type Spec = z.output<typeof jobSpec>;

/** What is remembered of a job. What it changes at the lock is the world's to say. */
interface Job {
  readonly jobType: Spec["jobType"];
  readonly at: number;
  /** Done once this code is on the lock, or is off it. */
  readonly making?: string;
  readonly removing?: string;
  readonly turning?: string;
  /** When the bridge reports that the lock refused. */
  readonly failsAt?: number;
}

/** A job that is not done by then is not done any more. Assumed. */
const jobLastsMs = 3_600_000;
/** What the cloud knows before it passes a job on. All else is the lock's to refuse, later. */
const toldAtOnce: ReadonlySet<TroubleCode> = new Set([
  "BRIDGE_OFFLINE",
  "BRIDGE_QUEUE_FULL",
  "INVALID_NAME",
  "INVALID_WINDOW",
]);

/** Takes a job for a lock's bridge. */
export function giveJob(world: World, lock: LockRow, bridgeId: string, body: unknown, scopes: Scopes): object {
  const spec = jobSpec.safeParse(body).data;
  if (spec === undefined) return trouble("INVALID_REQUEST", "This is no job.");
  if (lock.hubId !== bridgeId) return trouble("NOT_FOUND", "This bridge is not linked to the lock.");
  const cutOff = unreachable(world, lock);
  if (cutOff?.error_code === "BRIDGE_OFFLINE") return cutOff;
  forgetExpired(world, lock);
  const started = start(world, lock, spec, scopes);
  if (isTrouble(started) && toldAtOnce.has(started.error_code)) return started;
  const failing = { failsAt: world.now() + programmingMs(world, lock) };
  const job: Job = { jobType: spec.jobType, at: world.now(), ...(isTrouble(started) ? failing : started) };
  const jobId = world.runtime.uuid();
  world.commit("job_accepted", { lock_id: lock.id, job_type: spec.jobType }, [
    { table: "notes", id: noteOf(lock.accountId, jobId), row: job },
  ]);
  return { jobId };
}

/** How a job stands. */
export function presentJob(world: World, accountId: string, jobId: string): object {
  const job = world.get("notes", noteOf(accountId, jobId)) as Job | undefined;
  if (job === undefined) return trouble("NOT_FOUND", "There is no such job.");
  const end = endOf(world, job);
  return {
    jobId,
    jobType: job.jobType,
    expiryDate: new Date(job.at + jobLastsMs).toISOString(),
    completed: end !== undefined,
    jobResponse: end === undefined ? {} : { jobStatus: end, opResult: { result: end } },
  };
}

/** Which job has put this code on its lock, or is to. */
export function orderBehind(world: World, accountId: string, codeId: string): string | undefined {
  return jobOver(world, accountId, (job) => job.making === codeId)?.id;
}

/** The bridge reports that the lock did not do what it was last asked of this code. */
export function reportFailure(world: World, code: CodeRow): readonly Change[] {
  const { accountId } = world.get("locks", code.lockId) ?? {};
  if (accountId === undefined) return [];
  const found = jobOver(world, accountId, ({ making, removing }) =>
    code.asked === "nothing" ? removing === code.id : making === code.id,
  );
  if (found === undefined) return [];
  const row: Job = { ...found.job, failsAt: world.now() };
  return [{ table: "notes", id: noteOf(accountId, found.id), row }];
}

function jobOver(
  world: World,
  accountId: string,
  isIt: (job: Job) => boolean,
): { readonly id: string; readonly job: Job } | undefined {
  const prefix = noteOf(accountId, "");
  const jobs = world.entries("notes").flatMap(([id, row]) => (id.startsWith(prefix) ? [{ id, job: row as Job }] : []));
  const last = jobs.findLast(({ job }) => isIt(job));
  return last && { ...last, id: last.id.slice(prefix.length) };
}

/** What no bridge did in time is not done any more, and is in nobody's way. */
function forgetExpired(world: World, lock: LockRow): void {
  const jobs = world.entries("notes").filter(([id]) => id.startsWith(noteOf(lock.accountId, "")));
  for (const [, row] of jobs) {
    const { making, at } = row as Job;
    const code = making === undefined ? undefined : world.get("codes", making);
    if (code?.lockId !== lock.id || !code.dropped || world.now() < at + jobLastsMs) continue;
    world.commit("job_expired", { lock_id: lock.id }, [{ table: "codes", id: code.id, row: null }]);
  }
}

function start(world: World, lock: LockRow, spec: Spec, scopes: Scopes): Partial<Job> | Trouble {
  switch (spec.jobType) {
    case 1:
    case 2: {
      const row = acceptTurn(world, lock, spec.jobType === 1 ? "lock" : "unlock");
      return isTrouble(row) ? row : { turning: row.id };
    }
    case 4: {
      const { accessName: name, pin: digits, pinType, startDate, endDate } = spec.jobData;
      const window =
        pinType === 2 ? { startsAt: undefined, endsAt: undefined } : { startsAt: startDate, endsAt: endDate };
      if (pinType === 4 && (startDate === undefined || endDate === undefined))
        return trouble("INVALID_WINDOW", "A PIN of this type has both ends.");
      const row = createCode(world, lock, { name, digits, ...window, offline: false }, scopes);
      return isTrouble(row) ? row : { making: row.id };
    }
    case 5: {
      const digits = spec.jobData.pin;
      const code = world
        .codesOf(lock.id)
        .find(({ onLock, asked }) => (onLock ?? (asked === "nothing" ? undefined : asked))?.digits === digits);
      if (code === undefined) return trouble("NOT_FOUND", "The lock has no such PIN.");
      const row = deleteCode(world, lock, code, scopes);
      return isTrouble(row) ? row : { removing: row.id };
    }
    case 10:
      return {};
  }
}

/** 0: done; 2: the lock refused; `undefined`: it is under way. */
function endOf(world: World, { making, removing, turning, failsAt }: Job): 0 | 2 | undefined {
  if (failsAt !== undefined) return world.now() >= failsAt ? 2 : undefined;
  if (turning !== undefined) return world.get("actions", turning) === undefined ? 0 : undefined;
  const made = making === undefined ? undefined : world.get("codes", making);
  if (made !== undefined) return made.onLock === undefined ? undefined : 0;
  const left = removing === undefined ? undefined : world.get("codes", removing);
  if (left !== undefined) return left.asked === "nothing" ? undefined : 2;
  return 0;
}

function noteOf(accountId: string, jobId: string): string {
  return `${accountId}/job/${jobId}`;
}
