import type { History } from "./history.ts";
import { readLockFacts } from "./lock-facts.ts";
import { comeToRest, eventsOf, lookAround, receivedBy } from "./look.ts";
import type { Mishap } from "./nemesis.ts";
import type { Stage } from "./stage.ts";
import { sleep } from "./time.ts";

/** A delivery that failed twice is tried again after five minutes (docs/webhooks.md); the rest is quicker. */
const restsWithinMs = 8 * 60_000;
const laterMs = 5_000;
/** A server takes a moment after its start, and a broken pass half a minute, before all goes on. */
const afterTroubleMs = 1_000;

/** Waits until all is at rest, and puts together what is known of the run. */
export async function gather(
  stage: Stage,
  known: Pick<History, "asked" | "people">,
  mishaps: readonly Mishap[],
): Promise<History> {
  await waitForEnds(known);
  const { look: atRest, restless } = await comeToRest(stage, restsWithinMs, (line) =>
    process.stdout.write(`${line}\n`),
  );
  const restedAt = Date.now();
  const [told, received] = [await eventsOf(stage), await receivedBy(stage)];
  await sleep(laterMs);
  const later = await lookAround(stage);
  const lockOf = new Map(stage.doors.map(({ device, lock }) => [device, lock]));
  const facts = await readLockFacts(stage.cloud.journal);
  const entries = new Map(facts.flatMap((fact) => (fact.kind === "code" ? [[fact.id, fact.lock] as const] : [])));
  return {
    ...known,
    facts,
    claims: await stage.database.claims(lockOf),
    // A command names its lock, or the entry that is on it.
    commands: stage.commands.map((command) => ({ ...command, lock: entries.get(command.lock) ?? command.lock })),
    troubles: mishaps.map(({ from, to }) => ({ from, to: to + afterTroubleMs })),
    restedAt,
    atRest,
    later,
    told,
    received,
    restless,
  };
}

/** Codes whose end comes within the run are to be gone at its end. */
async function waitForEnds({ asked }: Pick<History, "asked">): Promise<void> {
  const soon = Date.now() + 60_000;
  const ends = asked.flatMap(({ wish }) =>
    wish.kind === "create" && wish.endsAt !== undefined && wish.endsAt < soon ? [wish.endsAt] : [],
  );
  await sleep(Math.max(0, ...ends.map((end) => end - Date.now())) + 100);
}
