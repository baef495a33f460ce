import { admit, admitDigits } from "#domain/admit.ts";
import type { Capabilities } from "#domain/capabilities.ts";
import { choosesPinItself, codeLengthsOf, digitsOf } from "#domain/constraints.ts";
import { generatePin } from "#domain/generate-pin.ts";
import type { DeviceId } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { type DeviceForCode, holdDevice, loadForCode } from "#store/create-code.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import { keepPool } from "./backup-codes.ts";
import { createIn } from "./create-access-code.ts";
import type { Desk } from "./desk.ts";
import { noSuchDevice } from "./problems.ts";
import type { CreateAccessCode } from "./requests.ts";
import type { AccessCodeView } from "./views.ts";

/** One code on each of several devices, with one PIN. */
export interface CreateMultipleAccessCodes extends Omit<CreateAccessCode, "deviceId" | "commonCodeKey"> {
  readonly deviceIds: readonly DeviceId[];
  /** For a device that cannot have the others' PIN: `throw`: nothing is created; otherwise it gets a PIN of its own. */
  readonly whenNotShared: "throw" | "create_random_code";
}

/** Wants one code on each device, all of them or none. */
export async function createMultipleAccessCodes(
  desk: Desk,
  scope: Scope,
  request: CreateMultipleAccessCodes,
): Promise<readonly AccessCodeView[] | Problem> {
  if (request.isOffline) {
    const sentence = "The maker computes each offline access code: create them one by one, see /access_codes/create.";
    return problem("invalid_input", sentence, { param: "is_offline_access_code" });
  }
  const ids = [...new Set(request.deviceIds)];
  return allOrNothing(desk, async (within) => {
    const targets = await holdTargets(within, scope, ids);
    if (isProblem(targets)) return targets;
    const sharing = choose(within, request, targets);
    if (isProblem(sharing)) return sharing;
    const created: AccessCodeView[] = [];
    for (const deviceId of ids) {
      const shared = sharing.members.has(deviceId);
      const one = await createOne(within, scope, { ...request, deviceId }, shared ? sharing : undefined);
      if (isProblem(one)) return one;
      created.push(one);
    }
    if (request.usesBackupPool) for (const { device } of created) await keepPool(within, device);
    return created;
  });
}

/** In one order, so that two callers do not wait for each other; held, the PINs known on them stay what they are. */
async function holdTargets(
  { store, runtime }: Desk,
  scope: Scope,
  ids: readonly DeviceId[],
): Promise<readonly DeviceForCode[] | Problem> {
  const keys = await store.keysOf(workspaceOf(scope));
  const targets = new Map<DeviceId, DeviceForCode>();
  for (const deviceId of ids.toSorted()) {
    await holdDevice(store.db, deviceId);
    const target = await loadForCode(store.db, keys, scope, { deviceId, now: runtime.now() });
    if (target === undefined) return noSuchDevice(deviceId);
    targets.set(deviceId, target);
  }
  return ids.flatMap((id) => targets.get(id) ?? []);
}

interface Sharing {
  readonly pin: Pin;
  readonly members: ReadonlySet<DeviceId>;
  /** Links the codes; a PIN that the caller chose links nothing, as documented. */
  readonly commonCodeKey: string | undefined;
}

/** The PIN, and who can have it. */
function choose(
  { runtime }: Desk,
  request: CreateMultipleAccessCodes,
  targets: readonly DeviceForCode[],
): Sharing | Problem {
  const able = targets.filter(({ device }) => !choosesPinItself(device.report.capabilities));
  const given = request.digits === undefined ? undefined : Pin.parse(request.digits);
  const members = given === undefined ? compatible(able) : able.filter((target) => takes(target, given, request));
  const outsider = targets.find((target) => !members.includes(target));
  if (outsider !== undefined && request.whenNotShared === "throw") return notShared(outsider, request);
  const commonCodeKey = given === undefined ? `auto_set_by_create_multiple_${runtime.uuid()}` : undefined;
  const pin = given ?? draw(runtime.randomBytes, request, members, runtime.now());
  if (isProblem(pin)) return pin;
  return { pin, members: new Set(members.map(({ device }) => device.id)), commonCodeKey };
}

/** A PIN that is known on the device is a duplicate, and the caller is told so, unless another may stand in for it. */
function takes({ device, isTaken }: DeviceForCode, pin: Pin, request: CreateMultipleAccessCodes): boolean {
  if (request.whenNotShared === "create_random_code" && isTaken(pin)) return false;
  return !isProblem(admitDigits(request.digits, device));
}

/** Those whose rules one PIN can meet, in the caller's order: who would leave no PIN for the others is left out. */
function compatible(targets: readonly DeviceForCode[]): readonly DeviceForCode[] {
  const members: DeviceForCode[] = [];
  for (const target of targets) {
    const rules = together([...members, target]);
    if (rules.lengths.length > 0 && digitsOf(rules.capabilities).length > 1) members.push(target);
  }
  return members;
}

function draw(
  randomBytes: (count: number) => Uint8Array,
  request: CreateMultipleAccessCodes,
  members: readonly DeviceForCode[],
  now: number,
): Pin | Problem {
  const wish = { ...request, digits: undefined, startsAt: request.startsAt, endsAt: request.endsAt };
  let liveCodes = 1;
  for (const { device, occupants } of members) {
    const admitted = admit(wish, device, occupants, now);
    if (isProblem(admitted)) return admitted;
    liveCodes = Math.max(liveCodes, admitted.liveCodes);
  }
  const isTaken = (pin: Pin) => members.some((target) => target.isTaken(pin));
  const [first] = members;
  if (first === undefined)
    return problem("invalid_input", "None of the devices can share a code.", { param: "device_ids" });
  const { capabilities } = together(members);
  const pin = generatePin({ capabilities, preferredLength: request.preferredLength, liveCodes, isTaken }, randomBytes);
  return pin ?? problem("invalid_input", "No PIN is left that all these devices would take.", { param: "device_ids" });
}

/** The rules of several locks as if they were one lock's. */
function together(targets: readonly DeviceForCode[]): { lengths: readonly number[]; capabilities: Capabilities } {
  const all = targets.map(({ device }) => device.report.capabilities);
  const [first, ...others] = all.map(codeLengthsOf);
  const lengths = (first ?? []).filter((length) => others.every((one) => one.includes(length)));
  const [one] = all as [Capabilities, ...Capabilities[]];
  return {
    lengths,
    capabilities: { ...one, codeLengths: lengths, constraints: all.flatMap(({ constraints }) => constraints) },
  };
}

async function createOne(
  within: Desk,
  scope: Scope,
  request: CreateAccessCode,
  sharing: Sharing | undefined,
): Promise<AccessCodeView | Problem> {
  const keys = await within.store.keysOf(workspaceOf(scope));
  const { pin, commonCodeKey } = sharing ?? {};
  const wish = { ...request, digits: undefined, commonCodeKey };
  // A clash would end the transaction, so that there is one draw and no second.
  const created = await createIn(within, within.store.db, keys, scope, wish, { draws: 1, pin });
  if (isProblem(created)) return created;
  within.nudge(request.deviceId);
  return created.view;
}

function notShared({ device }: DeviceForCode, { digits }: CreateMultipleAccessCodes): Problem {
  const given = digits === undefined ? "" : " given";
  const sentence = `This device cannot have the${given} code that the others share: see behavior_when_code_cannot_be_shared.`;
  return problem("invalid_input", sentence, { param: "device_ids", data: { device_id: device.id } });
}
