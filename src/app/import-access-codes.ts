import type { AccessCodeId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { isProblem, type Problem } from "#domain/problem.ts";
import { overlap, type Window } from "#domain/window.ts";
import { type DeviceForCode, loadManyForCode, type NewCode } from "#store/create-code.ts";
import { sqlState } from "#store/db.ts";
import {
  createImported,
  findDuplicates,
  findImported,
  holdOwnDevices,
  type ImportedCode,
} from "#store/import-codes.ts";
import type { WorkspaceKeys } from "#store/seal.ts";
import { admitWish, choosePin, codeToRecord, noPinLeft } from "./admitted-code.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import { keepPool } from "./backup-codes.ts";
import type { Desk } from "./desk.ts";
import { duplicateCode, noSuchDevice } from "./problems.ts";
import type { CreateAccessCode } from "./requests.ts";

/** One code of an import. Sent again with the same key it makes no second code. */
export interface ImportAccessCode extends Omit<CreateAccessCode, "commonCodeKey"> {
  /** The caller's own, and no other's in the workspace. */
  readonly importKey: string;
}

/** What became of one code of an import. */
export type ImportOutcome =
  | { readonly kind: "created" | "already_imported"; readonly id: AccessCodeId }
  | { readonly kind: "refused"; readonly because: Problem };

/** So often an import is begun again where another one brings the same keys at the same moment. */
const triesAtMost = 3;

/**
 * Wants many codes, each for itself: what is refused stops no other. One outcome for each, in their order. All of it
 * is recorded in one transaction, so that an import which breaks off has made all codes of a call or none.
 */
export async function importAccessCodes(
  desk: Desk,
  workspace: WorkspaceId,
  requests: readonly ImportAccessCode[],
): Promise<readonly ImportOutcome[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      const done = await allOrNothing(desk, (within) => importWithin(within, workspace, requests));
      if (isProblem(done)) throw new Error("An import as a whole is not refused.");
      return done;
    } catch (error) {
      if (tries === triesAtMost || !isClash(error)) throw error;
    }
  }
}

/** A unique violation or a deadlock: whoever came first has finished by the next try. */
function isClash(error: unknown): boolean {
  return ["23505", "40P01"].includes(sqlState(error) ?? "");
}

async function importWithin(
  within: Desk,
  workspace: WorkspaceId,
  requests: readonly ImportAccessCode[],
): Promise<readonly ImportOutcome[]> {
  const { store, runtime } = within;
  const now = runtime.now();
  const keys = await store.keysOf(workspace);
  const deviceIds = [...new Set(requests.map(({ deviceId }) => deviceId))];
  await holdOwnDevices(store.db, workspace, deviceIds);
  const importKeys = requests.map(({ importKey }) => importKey);
  const known = new Map(await findImported(store.db, workspace, importKeys));
  const targets = await loadManyForCode(store.db, keys, workspace, { deviceIds, now });
  const locks = new Map(targets.map((target) => [target.device.id, new Filling(target, keys)]));
  const duplicates = await findChosen(within, keys, requests, locks);

  const admitted: ImportedCode[] = [];
  const outcomes = requests.map((request): ImportOutcome => {
    const before = known.get(request.importKey);
    if (before !== undefined) return { kind: "already_imported", id: before };
    const lock = locks.get(request.deviceId);
    if (lock === undefined) return { kind: "refused", because: noSuchDevice(request.deviceId) };
    const duplicate = duplicates.get(request);
    const code = lock.take(within, workspace, request, duplicate, now);
    if (isProblem(code)) return { kind: "refused", because: code };
    known.set(request.importKey, code.id);
    admitted.push({ importKey: request.importKey, code });
    return { kind: "created", id: code.id };
  });
  if (admitted.length > 0) await createImported(store.db, store, keys, workspace, { codes: admitted, now });
  await wakeFilled(within, requests, admitted, locks);
  return outcomes;
}

/** The problem of each code whose caller chose a PIN that another code on its lock has. */
async function findChosen(
  { store }: Desk,
  keys: WorkspaceKeys,
  requests: readonly ImportAccessCode[],
  locks: ReadonlyMap<DeviceId, Filling>,
): Promise<ReadonlyMap<ImportAccessCode, Problem>> {
  const chosen = requests.flatMap((request) => {
    const pin = request.digits === undefined ? undefined : Pin.parse(request.digits);
    const lock = locks.get(request.deviceId);
    if (pin === undefined || lock === undefined) return [];
    const { sharesPinAcrossWindows: sharesPin } = lock.target.device.report.capabilities;
    return [{ request, deviceId: request.deviceId, pin, window: askedWindow(request), sharesPin }];
  });
  const found = await findDuplicates(store.db, keys, chosen);
  return new Map(
    chosen.flatMap(({ request }, n) =>
      found.has(n) ? [[request, duplicateCode(request.deviceId, found.get(n))] as const] : [],
    ),
  );
}

function askedWindow({ startsAt, endsAt }: ImportAccessCode): Window | undefined {
  return startsAt === undefined || endsAt === undefined ? undefined : { startsAt, endsAt };
}

async function wakeFilled(
  within: Desk,
  requests: readonly ImportAccessCode[],
  admitted: readonly ImportedCode[],
  locks: ReadonlyMap<DeviceId, Filling>,
): Promise<void> {
  const made = new Set(admitted.map(({ importKey }) => importKey));
  const pooled = requests.filter((one) => one.usesBackupPool && made.has(one.importKey));
  for (const id of new Set(admitted.map(({ code }) => code.deviceId))) within.nudge(id);
  for (const id of new Set(pooled.map(({ deviceId }) => deviceId))) {
    const lock = locks.get(id);
    if (lock !== undefined) await keepPool(within, lock.target.device);
  }
}

/** A device with the codes that an import puts on it, each admitted against those before it. */
class Filling {
  readonly target: DeviceForCode;
  readonly #keys: WorkspaceKeys;
  readonly #occupants: DeviceForCode["occupants"][number][];
  /** By their index, for a PIN itself is shown nowhere. */
  readonly #byPin = new Map<string, NewCode[]>();

  constructor(target: DeviceForCode, keys: WorkspaceKeys) {
    this.#keys = keys;
    this.#occupants = [...target.occupants];
    const isTaken = (pin: Pin) => target.isTaken(pin) || this.#byPin.has(this.#indexOf(pin));
    this.target = { ...target, occupants: this.#occupants, isTaken };
  }

  /** `duplicate`: what is to be said where its PIN is another code's already, once all else is right. */
  take(
    desk: Desk,
    workspace: WorkspaceId,
    request: ImportAccessCode,
    duplicate: Problem | undefined,
    now: number,
  ): NewCode | Problem {
    const { deviceId, preferredLength } = request;
    const wish = admitWish(request, this.target, now);
    if (isProblem(wish)) return wish;
    if (duplicate !== undefined) return duplicate;
    const pin = wish.pin ?? (wish.providerChooses ? undefined : choosePin(desk, this.target, wish, preferredLength));
    if (pin === undefined && !wish.providerChooses) return noPinLeft(deviceId);
    const { record } = codeToRecord(desk, workspace, request, this.target, { ...wish, pin, now });
    const rival = pin && this.#byPin.get(this.#indexOf(pin))?.find((other) => isRival(record, other));
    if (rival !== undefined) return duplicateCode(deviceId, { id: rival.id, isManaged: true });
    this.#add(record);
    return record;
  }

  #add(record: NewCode): void {
    const { pin, window, prefersNativeScheduling } = record;
    this.#occupants.push({ isManaged: true, isOnLock: false, window, prefersNativeScheduling });
    if (pin === undefined) return;
    const index = this.#indexOf(pin);
    this.#byPin.set(index, [...(this.#byPin.get(index) ?? []), record]);
  }

  #indexOf(pin: Pin): string {
    return Buffer.from(this.#keys.pinIndex(this.target.device.id, pin)).toString("hex");
  }
}

/** Whether two codes with one PIN cannot both be on their lock. */
function isRival(one: NewCode, other: NewCode): boolean {
  return !one.sharesPin || overlap(one.window, other.window);
}
