import { changeCode, createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import type { Scopes } from "#virtual-locks/faults.ts";
import { programmingMs, unreachable } from "#virtual-locks/lock-state.ts";
import type { CodeRow, LockRow } from "#virtual-locks/rows.ts";
import { isTrouble, type Trouble, trouble } from "#virtual-locks/trouble.ts";
import { acceptTurn } from "#virtual-locks/turning.ts";
import type { World } from "#virtual-locks/world.ts";
import { lockCodesOf } from "./devices.ts";
import { codeAt, keepNotes, lockNotes } from "./positions.ts";

interface Ordered {
  readonly world: World;
  readonly lock: LockRow;
  readonly scopes: Scopes;
}

type Order = (at: Ordered, values: readonly string[]) => void;

/** Sends a command by radio. Whether anything comes of it the hub does not say, nor that a lock is out of reach. */
export function execute(at: Ordered, command: string, values: readonly string[]): Trouble | undefined {
  const order = Object.hasOwn(orders, command) ? orders[command] : undefined;
  if (order === undefined) return trouble("INVALID_REQUEST", "This device has no such command.");
  if (unreachable(at.world, at.lock) === undefined) order(at, values);
  return undefined;
}

const orders: Readonly<Record<string, Order>> = {
  setCode,
  deleteCode: ({ world, lock, scopes }, [position]) => {
    const standing = codeAt(world, lock, lockNotes(world, lock), Number(position));
    if (standing !== undefined) deleteCode(world, lock, standing, scopes);
  },
  lock: ({ world, lock }) => void acceptTurn(world, lock, "lock"),
  unlock: ({ world, lock }) => void acceptTurn(world, lock, "unlock"),
  // The hub has what the lock has.
  getCodes: () => {},
  refresh: () => {},
  setCodeLength: () => {},
};

/** What the hub's driver finds wrong is dropped without a word; what the lock finds wrong is told by an event. */
function setCode({ world, lock, scopes }: Ordered, [at, digits = "", named]: readonly string[]): void {
  const position = Number(at);
  const name = named === undefined || named === "" ? `code #${position}` : named;
  const notes = lockNotes(world, lock);
  const known = Object.entries(lockCodesOf(world, lock, notes, scopes));
  const others = known.filter(([key]) => Number(key) !== position).map(([, code]) => code);
  const { codeLengths, maxCodes = 20 } = lock.profile;
  const isTooLong = codeLengths.length === 1 && digits.length > (codeLengths[0] ?? 0);
  if (!Number.isInteger(position) || position < 1 || position > maxCodes || isTooLong) return;
  if (others.some((other) => other.name === name || other.code === digits)) return;
  const standing = codeAt(world, lock, notes, position);
  if (standing !== undefined && isOnItsWay(standing, digits, name)) return;
  const values = { name, digits, startsAt: undefined, endsAt: undefined };
  const done =
    standing === undefined
      ? createCode(world, lock, { ...values, offline: false }, scopes)
      : changeCode(world, lock, standing, { name, digits }, scopes);
  if (isTrouble(done)) {
    const refusal = world.now() + programmingMs(world, lock);
    keepNotes(world, lock, { ...notes, refusals: [...notes.refusals, refusal] });
    return;
  }
  keepNotes(world, lock, { ...notes, seats: { ...notes.seats, [done.id]: { position, name } } });
}

/** What was sent before gets to the lock first. */
function isOnItsWay({ asked, dueAt }: CodeRow, digits: string, name: string): boolean {
  return (
    dueAt !== undefined && asked !== undefined && asked !== "nothing" && asked.digits === digits && asked.name === name
  );
}
