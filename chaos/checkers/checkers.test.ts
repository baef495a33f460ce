import { expect, test } from "vitest";
import type { Asked, Checker, History, Listed, Outcome, Standing, Wish } from "#chaos/history.ts";
import type { CodeThere, LockFact } from "#chaos/lock-facts.ts";
import { backups } from "./backups.ts";
import { doors } from "./doors.ts";
import { fenced } from "./fenced.ts";
import { handsOff } from "./hands-off.ts";
import { checkers } from "./index.ts";
import { kept } from "./kept.ts";
import { neverLate } from "./never-late.ts";
import { onLocks } from "./on-locks.ts";
import { once } from "./once.ts";
import { steady } from "./steady.ts";
import { told } from "./told.ts";

const lock = "lock-1";
const create: Wish = { kind: "create", lock, code: "c1", digits: "111111" };
const change: Wish = { kind: "change", lock, code: "c1", digits: "222222" };
const remove: Wish = { kind: "delete", lock, code: "c1" };
const pull: Wish = { kind: "pull", lock, code: "c1" };
const unlock: Wish = { kind: "unlock", lock };
const listed: Listed = {
  id: "code-1",
  lock,
  name: "c1",
  digits: "111111",
  status: "set",
  endsAt: undefined,
  pulledBackup: undefined,
};
const standing: Standing = {
  id: "entry-1",
  lock,
  madeBy: "api",
  name: "c1",
  digits: "111111",
  endsAt: undefined,
  isMoving: false,
};

function asked(wish: Wish, outcome: Outcome = "done", more: Partial<Asked> = {}): Asked {
  return { wish, outcome, sentAt: 0, endedAt: 1, ...more };
}

function entry(
  at: number,
  now: Partial<CodeThere> | undefined,
  more: Partial<LockFact & { kind: "code" }> = {},
): LockFact {
  const there = { name: "c1", digits: "111111", isOnLock: true, endsAt: undefined, isLeaving: false };
  return { kind: "code", at, lock, id: "entry-1", madeBy: "api", by: "api", now: now && { ...there, ...now }, ...more };
}

/** A run in which one code was asked for, put on its lock and told of. */
function history(differs: Partial<History> = {}): History {
  const look = { listed: [listed], standing: [standing] };
  return {
    asked: [asked(create)],
    people: [],
    facts: [entry(1, {})],
    claims: [],
    commands: [],
    troubles: [],
    restedAt: 1_000,
    atRest: look,
    later: look,
    told: [{ id: "event-1", type: "access_code.created", code: "code-1" }],
    received: ["event-1"],
    restless: [],
    ...differs,
  };
}

const atRest = (codes: readonly Listed[], entries: readonly Standing[] = [standing]) => ({
  atRest: { listed: codes, standing: entries },
});

test("a run in which all went well is objected to by nobody", () => {
  for (const { objections } of checkers) expect(objections(history())).toEqual([]);
});

test("so is one in which a request without an answer came to either end", () => {
  expect(kept.objections(history({ asked: [asked(create, "unknown")] }))).toEqual([]);
  expect(kept.objections(history({ asked: [asked(create, "unknown")], ...atRest([]) }))).toEqual([]);
  expect(kept.objections(history({ asked: [asked(create), asked(change, "unknown")] }))).toEqual([]);
  expect(kept.objections(history({ asked: [asked(create), asked(remove, "unknown")], ...atRest([]) }))).toEqual([]);
});

test("so is one in which a late code, or a repeated message, has its reason", () => {
  const facts = [entry(1, {}), entry(90_000, undefined)];
  const deleted = [asked(create), asked(remove, "done", { endedAt: 10_000 })];
  const troubles = [{ from: 20_000, to: 50_000 }];
  expect(neverLate.objections(history({ facts, asked: deleted, troubles, restedAt: 100_000 }))).toEqual([]);
  expect(told.objections(history({ received: ["event-1", "event-1"] }))).toEqual([]);
});

test("so is one in which a lock holds a backup code that was pulled, beside its spare ones", () => {
  const spares = ["1", "2", "3"].map((digits) => ({ ...standing, digits, name: "Backup a" }));
  const pulledFor = { ...listed, pulledBackup: "backup-1" };
  expect(onLocks.objections(history(atRest([pulledFor], [standing, ...spares])))).toEqual([]);
});

const person = { id: "entry-2", madeBy: "person" } as const;
const claims = [
  { at: 1_000, lock, fence: 1, by: "server-1" },
  { at: 20_000, lock, fence: 2, by: "server-2" },
];
const ended: Wish = { ...create, endsAt: 10_000 };

test.each<readonly [string, Checker, Partial<History>]>([
  ["an acknowledged code that is lost", kept, atRest([])],
  ["an acknowledged change that is lost", kept, { asked: [asked(create), asked(change)] }],
  ["a deleted code that is there again", kept, { asked: [asked(create), asked(remove)] }],
  ["a refused code that is there", kept, { asked: [asked(create, "refused")] }],
  ["a code that nobody asked for", kept, { asked: [] }],
  ["a code that is listed twice", kept, atRest([listed, { ...listed, id: "code-2" }])],
  ["digits that are neither the old nor the new", kept, atRest([{ ...listed, digits: "333333" }])],
  ["an ended code that is still listed", kept, { asked: [asked(ended)], restedAt: 20_000 }],
  ["a listed code that is not on its lock", onLocks, atRest([listed], [])],
  ["one that is there twice", onLocks, atRest([listed], [standing, { ...standing, id: "entry-2" }])],
  ["one with other digits there", onLocks, atRest([listed], [{ ...standing, digits: "222222" }])],
  ["one with another end there", onLocks, atRest([listed], [{ ...standing, endsAt: 5 }])],
  ["one that is there and not known to be", onLocks, atRest([{ ...listed, status: "setting" }])],
  ["an entry of ours that nobody wants", onLocks, atRest([])],
  [
    "more spare codes than a pool has",
    onLocks,
    atRest(
      [],
      ["1", "2", "3"].map((digits) => ({ ...standing, digits, name: "Backup a" })),
    ),
  ],
  ["a code that was put there twice at once", once, { facts: [entry(1, {}), entry(2, {}, { id: "entry-2" })] }],
  ["a person's code that is told to go", handsOff, { facts: [entry(1, { isLeaving: true }, person)] }],
  ["a person's code that is changed", handsOff, { facts: [entry(1, {}, person)] }],
  ["a person's code that is gone", handsOff, { people: ["entry-2"] }],
  [
    "a code that opens a minute after its end",
    neverLate,
    { asked: [asked(ended)], facts: [entry(1, {}), entry(70_001, undefined)], restedAt: 100_000 },
  ],
  [
    "a deleted code that still opens at the end of the run",
    neverLate,
    { asked: [asked(create), asked(remove, "done", { endedAt: 10_000 })], restedAt: 100_000 },
  ],
  [
    "a door that is told twice to open for one request",
    doors,
    {
      asked: [asked(unlock), asked(unlock)],
      facts: [1, 2].map((at) => ({ kind: "unlock", at, lock, attempt: "attempt-1" })),
    },
  ],
  ["a door that is told to open unasked", doors, { facts: [{ kind: "unlock", at: 1, lock, attempt: undefined }] }],
  [
    "a backup code for two",
    backups,
    {
      asked: [asked(pull, "done", { answeredId: "b" }), asked({ ...pull, code: "c2" }, "done", { answeredId: "b" })],
      ...atRest([]),
    },
  ],
  ["a backup code that is lost", backups, { asked: [asked(pull, "done", { answeredId: "b" })] }],
  ["an event that never arrives", told, { received: [] }],
  ["an event that is on no record", told, { received: ["event-1", "event-2"] }],
  ["a creation that is not told of", told, { told: [], received: [] }],
  [
    "a code that is created twice",
    told,
    { told: ["1", "2"].map((id) => ({ id, type: "access_code.created", code: "code-1" })), received: ["1", "2"] },
  ],
  [
    "a code that is told of after its deletion",
    told,
    {
      told: ["created", "deleted", "changed"].map((type) => ({
        id: type,
        type: `access_code.${type}`,
        code: "code-1",
      })),
      received: ["created", "deleted", "changed"],
    },
  ],
  ["a command of whom the lock was taken from", fenced, { claims, commands: [{ at: 20_100, lock, by: "server-1" }] }],
  ["a command of who never had it", fenced, { claims, commands: [{ at: 30_000, lock, by: "server-3" }] }],
  ["what does not come to rest", steady, { restless: ["Something moves."] }],
  ["what is otherwise later", steady, { later: { listed: [{ ...listed, digits: "222222" }], standing: [standing] } }],
  ["what is gone later", steady, { later: { listed: [listed], standing: [] } }],
])("%s is objected to", (_what, checker, differs) => {
  expect(checker.objections(history(differs)).length).toBeGreaterThan(0);
});

test("who holds a lock sends it commands, before and after it is taken over", () => {
  const commands = [
    { at: 1_100, lock, by: "server-1" },
    { at: 20_100, lock, by: "server-2" },
  ];
  expect(fenced.objections(history({ claims, commands }))).toEqual([]);
});
