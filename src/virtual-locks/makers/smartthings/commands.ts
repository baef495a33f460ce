import { z } from "zod";
import { unreachable } from "#virtual-locks/lock-state.ts";
import { isTrouble, type Trouble, trouble } from "#virtual-locks/trouble.ts";
import { acceptTurn } from "#virtual-locks/turning.ts";
import { lockCodesCommands } from "./lock-codes.ts";
import { lockCredentialsCommands, lockUsersCommands } from "./lock-credentials.ts";
import { type LockNotes, lockNotes } from "./lock-notes.ts";
import type { Order, OrderedLock } from "./order.ts";

const schema = z.object({
  commands: z
    .array(
      z.object({
        component: z.string().default("main"),
        capability: z.string(),
        command: z.string(),
        arguments: z.array(z.unknown()).default([]),
      }),
    )
    .min(1)
    .max(10),
});

const invalid: Trouble = { ...trouble("INVALID_REQUEST", "This device has no such command."), status: 422 };

/** Accepts commands, or the first one's trouble. */
export function execute(
  at: Omit<OrderedLock, "notes"> & { readonly migrated: boolean },
  body: unknown,
): object | Trouble {
  const read = schema.safeParse(body);
  if (!read.success) return invalid;
  const cutOff = unreachable(at.world, at.lock);
  if (cutOff !== undefined) return cutOff;
  const results: object[] = [];
  for (const { capability, command, arguments: args } of read.data.commands) {
    const notes = lockNotes(at.world, at.lock, at.migrated);
    const order = ordersOf(notes)[capability]?.[command];
    const done = order === undefined ? "malformed" : order({ ...at, notes }, args);
    if (done === "malformed") return invalid;
    if (isTrouble(done)) return done;
    results.push({ id: at.world.runtime.uuid(), status: "ACCEPTED" });
  }
  return { results };
}

/** After the migration nobody listens to the commands before it. */
function ordersOf({ migrated }: LockNotes): Readonly<Record<string, Readonly<Record<string, Order>>>> {
  const bolt = { lock: turn("lock"), unlock: turn("unlock") };
  return migrated
    ? { lock: bolt, lockUsers: lockUsersCommands, lockCredentials: lockCredentialsCommands }
    : { lock: bolt, lockCodes: lockCodesCommands };
}

function turn(action: "lock" | "unlock"): Order {
  return ({ world, lock }) => {
    const started = acceptTurn(world, lock, action);
    return isTrouble(started) ? started : undefined;
  };
}
