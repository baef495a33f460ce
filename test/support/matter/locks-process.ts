import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inspect } from "node:util";
import { Endpoint, Environment, Logger, ServerNode, VendorId } from "@matter/main";
import { TimeSynchronizationServer } from "@matter/main/behaviors/time-synchronization";
import { DoorLock } from "@matter/main/clusters/door-lock";
import { TimeSynchronization } from "@matter/main/clusters/time-synchronization";
import { DoorLockDevice } from "@matter/main/devices/door-lock";
import { FabricManager } from "@matter/main/protocol";
import { Status, StatusResponseError } from "@matter/main/types";
import { clockFileRuntime } from "#test/support/clock-file.ts";
import { KeypadLock, type LockHabits, placeInWorld } from "./keypad-lock.ts";

// Matter door locks as a process of their own: what is done at them comes in as lines of JSON, and is answered so.

/** What one lock is, and stays when the power fails. */
interface LockRecord extends LockHabits {
  readonly lock: string;
  readonly port: number;
  readonly passcode: number;
  readonly places: number;
  /** The lock tells the time and the zone of its clock. */
  readonly tellsTime: boolean;
}

type Order = { readonly id: number } & (
  | ({ readonly do: "add" } & LockRecord)
  | { readonly do: "stop" | "start" | "erase" | "describe" | "empty"; readonly lock: string }
  | { readonly do: "judge" | "enter" | "remove"; readonly lock: string; readonly digits: string }
  | { readonly do: "program"; readonly lock: string; readonly name: string; readonly digits: string }
  | { readonly do: "change"; readonly lock: string; readonly from: string; readonly to: string }
);

const Door = DoorLockDevice.with(KeypadLock);

/** A clock that only its owner sets. */
class WallClock extends TimeSynchronizationServer.with("TimeZone") {
  override setUtcTime(): void {
    throw new StatusResponseError("This clock is set by hand.", Status.UnsupportedAccess);
  }

  override setTimeZone(): TimeSynchronization.SetTimeZoneResponse {
    throw new StatusResponseError("This clock is set by hand.", Status.UnsupportedAccess);
  }

  override setDstOffset(): void {
    throw new StatusResponseError("This clock is set by hand.", Status.UnsupportedAccess);
  }

  show(): void {
    this.state.utcTime = matterMicroseconds();
  }
}

const Root = ServerNode.RootEndpoint.with(WallClock);

const [folder = "", clockFile = ""] = process.argv.slice(2);
const { now } = clockFileRuntime(clockFile);
const listFile = join(folder, "locks.json");
const records = new Map<string, LockRecord>();
const open = new Map<string, { readonly node: ServerNode<typeof Root>; readonly door: Endpoint<typeof Door> }>();

/** The protocol counts from the year 2000. */
const beginningOfTime = Date.UTC(2000) * 1_000;

Logger.level = "warn";
Environment.default.vars.set("storage.path", folder);

if (existsSync(listFile)) {
  for (const record of JSON.parse(readFileSync(listFile, "utf8")) as LockRecord[]) {
    records.set(record.lock, record);
    await start(record);
  }
}
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);

setInterval(() => void showTime().catch(() => {}), 500).unref();

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order;
  const answer = await obey(order).then(
    (did) => ({ id: order.id, did }),
    (error: unknown) => ({ id: order.id, failed: inspect(error) }),
  );
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await Promise.all([...open.values()].map(({ node }) => node.close()));
process.exit(0);

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case "add": {
      const { id: _id, do: _do, ...record } = order;
      records.set(record.lock, record);
      writeFileSync(listFile, JSON.stringify([...records.values()]));
      return start(record);
    }
    case "start":
      return start(recordOf(order.lock));
    case "stop":
      await open.get(order.lock)?.node.close();
      return open.delete(order.lock);
    case "erase":
      return forgetControllers(order.lock);
    case "describe":
      return describe(order.lock);
    case "empty":
      return atDoor(order.lock, (keypad) => keypad.empty());
    case "judge":
      return atDoor(order.lock, (keypad) => keypad.judge(order.digits));
    case "enter":
      return atDoor(order.lock, (keypad) => keypad.enter(order.digits));
    case "remove":
      return atDoor(order.lock, (keypad) => keypad.remove(order.digits));
    case "program":
      return atDoor(order.lock, (keypad) => keypad.program(order.name, order.digits));
    case "change":
      return atDoor(order.lock, (keypad) => keypad.change(order.from, order.to));
  }
}

async function start(record: LockRecord): Promise<unknown> {
  const { lock, port, passcode, places, tellsTime } = record;
  placeInWorld(lock, record, now);
  const root = { id: lock, network: { port }, commissioning: { passcode, discriminator: 3840 } };
  const about = { vendorName: "Maker", vendorId: VendorId(0xfff1), productName: "Test lock", productId: 0x8000 };
  const names = { nodeLabel: lock, productLabel: "Lock", serialNumber: `serial-${lock}`, uniqueId: `unique-${lock}` };
  const node = await ServerNode.create(Root, {
    ...root,
    productDescription: { name: "Test lock", deviceType: DoorLockDevice.deviceType },
    basicInformation: { ...about, ...names },
    timeSynchronization: {
      utcTime: tellsTime ? matterMicroseconds() : null,
      granularity: TimeSynchronization.Granularity.MillisecondsGranularity,
      timeZone: tellsTime
        ? [{ offset: 0, validAt: beginningOfTime, name: record.zone }]
        : [{ offset: 0, validAt: beginningOfTime }],
      timeZoneListMaxSize: 1,
      dstOffset: [],
      dstOffsetListMaxSize: 1,
      timeZoneDatabase: TimeSynchronization.TimeZoneDatabase.Full,
      localTime: null,
    },
  });
  const door = new Endpoint(Door, {
    id: "door",
    doorLock: {
      lockState: DoorLock.LockState.Locked,
      lockType: DoorLock.LockType.DeadBolt,
      actuatorEnabled: true,
      operatingMode: DoorLock.OperatingMode.Normal,
      numberOfTotalUsersSupported: places,
      numberOfPinUsersSupported: places,
      numberOfCredentialsSupportedPerUser: 5,
      minPinCodeLength: 4,
      maxPinCodeLength: 8,
      credentialRulesSupport: { single: true, dual: false, tri: false },
      numberOfWeekDaySchedulesSupportedPerUser: 3,
      numberOfYearDaySchedulesSupportedPerUser: 3,
      wrongCodeEntryLimit: 5,
      userCodeTemporaryDisableTime: 10,
      requirePinForRemoteOperation: false,
      autoRelockTime: 0,
    },
  });
  await node.add(door);
  await node.start();
  open.set(lock, { node, door });
  return { code: node.state.commissioning.pairingCodes.manualPairingCode };
}

/** Users, PINs counted, and the schedules as they stand on the lock. */
async function describe(lock: string): Promise<unknown> {
  const { door } = doorOf(lock);
  const { users, credentials, yearDaySchedules, lockState } = door.stateOf(KeypadLock);
  return { users, pins: credentials.length, yearDaySchedules, isLocked: lockState === DoorLock.LockState.Locked };
}

/** What the protocol calls leaving a fabric, of each that the lock is in. */
async function forgetControllers(lock: string): Promise<void> {
  for (const fabric of [...doorOf(lock).node.env.get(FabricManager).fabrics]) await fabric.leave();
}

/** Clocks that tell the time go on telling it. */
async function showTime(): Promise<void> {
  for (const [lock, { node }] of open) {
    // A lock that is just being reset or switched off shows none.
    if (recordOf(lock).tellsTime)
      await Promise.resolve(node.act((agent) => agent.get(WallClock).show())).catch(() => {});
  }
}

async function atDoor<T>(lock: string, work: (keypad: KeypadLock) => T): Promise<T> {
  return doorOf(lock).door.act((agent) => work(agent.get(KeypadLock)));
}

function doorOf(lock: string) {
  const found = open.get(lock);
  if (found === undefined) throw new Error("This lock has no power.");
  return found;
}

function recordOf(lock: string): LockRecord {
  const record = records.get(lock);
  if (record === undefined) throw new Error("There is no such lock.");
  return record;
}

/** The lock's time as the protocol has it: microseconds since 1970 to matter.js. */
function matterMicroseconds(): bigint {
  return BigInt(Math.round(now())) * 1_000n;
}
