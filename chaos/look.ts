import { onLocks } from "./checkers/on-locks.ts";
import type { History, Listed, Look, Standing, Told } from "./history.ts";
import { readLineJournal } from "./journal.ts";
import type { Stage } from "./stage.ts";
import { sleep } from "./time.ts";

interface WireCode {
  readonly access_code_id: string;
  readonly name: string;
  readonly code: string;
  readonly status: string;
  readonly ends_at?: string | null;
  readonly pulled_backup_access_code_id: string | null;
}

/** How everything stands now, by the API and by the locks themselves. */
export async function lookAround({ api, doors, cloud }: Stage): Promise<Look> {
  const listed: Listed[] = [];
  const standing: Standing[] = [];
  for (const { device, lock } of doors) {
    const answer = await api.read("/access_codes/list", { device_id: device });
    for (const code of answer.access_codes as readonly WireCode[]) {
      listed.push({
        id: code.access_code_id,
        lock,
        name: code.name,
        digits: code.code,
        status: code.status,
        endsAt: code.ends_at ? Date.parse(code.ends_at) : undefined,
        pulledBackup: code.pulled_backup_access_code_id ?? undefined,
      });
    }
    const { access_codes: there } = await cloud.control.inspect(lock);
    for (const { access_code_id: id, made_by: madeBy, on_lock: has, asked } of there) {
      const values = has ?? (asked === "nothing" ? null : asked);
      if (values === null) continue;
      const { name, code: digits, ends_at } = values;
      standing.push({
        id,
        lock,
        madeBy,
        name,
        digits,
        endsAt: ends_at === null ? undefined : Date.parse(ends_at),
        isMoving: asked !== null,
      });
    }
  }
  const there = new Set(standing.map(({ lock, name }) => `${lock} ${name}`));
  // One that has left its lock is listed as long as a try without an answer could still put it there (landingMs).
  const isGone = ({ lock, name, status }: Listed) => status === "removing" && !there.has(`${lock} ${name}`);
  return { listed: listed.filter((code) => !isGone(code)), standing };
}

/** What keeps everything from being at rest, in sentences. */
export async function restlessness(stage: Stage, look: Look): Promise<readonly string[]> {
  const [told, received] = [await eventsOf(stage), await receivedBy(stage)];
  const had = new Set(received);
  const untold = told.filter(({ id }) => !had.has(id)).length;
  const moving = look.standing
    .filter(({ isMoving }) => isMoving)
    .map(({ name, lock }) => `${name} is on its way to or from ${lock}.`);
  const apart = onLocks.objections({ atRest: look } as History);
  return [...moving, ...apart, ...(untold > 0 ? [`The endpoint has yet to be told of ${untold} events.`] : [])];
}

/** Waits until everything is at rest, at most for so long. */
export async function comeToRest(stage: Stage, withinMs: number, say: (line: string) => void) {
  const giveUpAt = Date.now() + withinMs;
  let saidAt = Date.now();
  for (;;) {
    const look = await lookAround(stage);
    const restless = await restlessness(stage, look);
    if (restless.length === 0 || Date.now() > giveUpAt) return { look, restless };
    if (Date.now() - saidAt > 15_000) {
      saidAt = Date.now();
      say(`  Not at rest for ${restless.length} reasons, such as: ${restless[0]}`);
    }
    await sleep(1_000);
  }
}

const page = 500;

export async function eventsOf({ api, toldSince }: Stage): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (let offset = 0; ; offset += page) {
    const { events } = await api.read("/events/list", {
      since: toldSince,
      limit: page,
      unstable_offset: offset,
    });
    const found = events as readonly { event_id: string; event_type: string; access_code_id?: string }[];
    told.push(...found.map(({ event_id: id, event_type: type, access_code_id: code }) => ({ id, type, code })));
    if (found.length < page) return told;
  }
}

export async function receivedBy({ receiverJournal }: Stage): Promise<readonly string[]> {
  const lines = await readLineJournal<{ readonly id: string }>(receiverJournal);
  return lines.map(({ id }) => id);
}
