import { checkDigits } from "./code-rules.ts";
import type { AccountSpec, DeviceSpec } from "./control-contract.ts";
import { announce } from "./events.ts";
import type { Profile } from "./profile.ts";
import { profiles } from "./profiles/all.ts";
import type { Change, CodeRow, LockRow } from "./rows.ts";
import { issueTokens, revocations } from "./tokens.ts";
import { isTrouble, type Trouble, trouble } from "./trouble.ts";
import type { World } from "./world.ts";

/** The client in whose name the control API signs an account in, without a browser. */
export const controlClientId = "virtual-locks";

/** An account with its devices and the codes that stand on them already, signed in. */
export function createAccount(world: World, spec: AccountSpec) {
  if (world.all("accounts").some((account) => account.email === spec.email)) {
    return trouble("ACCOUNT_EXISTS", "An account with this e-mail address exists.");
  }
  const account = { id: spec.account_id ?? world.runtime.uuid(), email: spec.email, password: spec.password };
  if (world.get("accounts", account.id) !== undefined) {
    return trouble("ACCOUNT_EXISTS", "An account with this id exists.");
  }
  const made = makeDevices(world, account.id, spec.locks);
  if (isTrouble(made)) return made;
  const { issued, changes } = issueTokens(world, account.id, spec.client_id ?? controlClientId, undefined);
  world.commit("account_created", { account_id: account.id, locks: made.devices.length }, [
    { table: "accounts", id: account.id, row: account },
    ...changes,
    ...made.changes,
  ]);
  return { account_id: account.id, email: account.email, ...issued, locks: made.devices.map(presentDevice) };
}

/** One more device in an account that is there. */
export function addDevice(world: World, accountId: string, spec: DeviceSpec) {
  const made = makeDevices(world, accountId, [spec]);
  if (isTrouble(made)) return made;
  world.commit("device_added", { account_id: accountId }, [
    ...made.changes,
    ...made.devices.flatMap((lock) => announce(world, lock, [{ event_type: "device.added", fromLock: false }])),
  ]);
  return { locks: made.devices.map(presentDevice) };
}

/** The account and everything of it, as if it had never been. */
export function deleteAccount(world: World, accountId: string): void {
  const locks = world.all("locks").filter((lock) => lock.accountId === accountId);
  const ids = new Set(locks.map((lock) => lock.id));
  const scopes = [accountId, ...ids];
  const gone: Change[] = [
    ...revocations(world, accountId),
    ...locks.flatMap((lock): Change[] => [
      { table: "locks", id: lock.id, row: null },
      ...world.codesOf(lock.id).map((code) => ({ table: "codes", id: code.id, row: null }) as const),
    ]),
    ...(["actions", "deliveries", "heldEvents"] as const).flatMap((table) =>
      world.entries(table).flatMap(([id, row]) => (ids.has(row.lockId) ? [{ table, id, row: null }] : [])),
    ),
    ...(["webhooks", "grants"] as const).flatMap((table) =>
      world.entries(table).flatMap(([id, row]) => (row.accountId === accountId ? [{ table, id, row: null }] : [])),
    ),
    ...scopes.flatMap((id): Change[] =>
      world.get("faults", id) === undefined ? [] : [{ table: "faults", id, row: null }],
    ),
    ...world
      .entries("notes")
      .flatMap(([id]): Change[] => (id.startsWith(`${accountId}/`) ? [{ table: "notes", id, row: null }] : [])),
    { table: "accounts", id: accountId, row: null },
  ];
  world.commit("account_deleted", { account_id: accountId }, gone);
}

function makeDevices(
  world: World,
  accountId: string,
  specs: readonly DeviceSpec[],
): { devices: LockRow[]; changes: Change[] } | Trouble {
  const ids = specs.map((spec) => spec.lock_id ?? world.runtime.uuid());
  if (new Set(ids).size < ids.length || ids.some((id) => world.get("locks", id) !== undefined)) {
    return trouble("INVALID_REQUEST", "Two devices have the same id.");
  }
  const byKey = new Map(specs.flatMap((spec, at) => (spec.key === undefined ? [] : [[spec.key, ids[at]] as const])));
  const devices: LockRow[] = [];
  const changes: Change[] = [];
  for (const [at, spec] of specs.entries()) {
    const profile = profiles.get(spec.profile);
    if (profile === undefined) return trouble("INVALID_REQUEST", `There is no profile ${spec.profile}.`);
    const hubId = spec.hub === undefined ? undefined : (byKey.get(spec.hub) ?? hubIn(world, accountId, spec.hub));
    if (spec.hub !== undefined && hubId === undefined)
      return trouble("INVALID_REQUEST", `There is no hub ${spec.hub}.`);
    const lock = makeDevice(world, accountId, ids[at] ?? "", hubId, resolve(profile, spec), spec);
    const codes = makeCodes(world, lock, spec);
    if (isTrouble(codes)) return codes;
    devices.push(lock);
    changes.push({ table: "locks", id: lock.id, row: lock });
    changes.push(...codes.map((code) => ({ table: "codes", id: code.id, row: code }) as const));
  }
  return { devices, changes };
}

function hubIn(world: World, accountId: string, id: string): string | undefined {
  return world.get("locks", id)?.accountId === accountId ? id : undefined;
}

function makeDevice(
  world: World,
  accountId: string,
  id: string,
  hubId: string | undefined,
  profile: Profile,
  spec: DeviceSpec,
): LockRow {
  return {
    id,
    accountId,
    removed: false,
    profile,
    name: spec.name,
    address: spec.address ?? "",
    location: spec.location,
    timeZone: spec.timezone,
    ...(spec.hides_timezone === true ? { hidesTimeZone: true } : {}),
    hubId,
    online: spec.online ?? true,
    battery: spec.battery_level ?? 100,
    bolt: spec.lock_state ?? "locked",
    door: "closed",
    clockErrorMs: spec.clock_error_ms ?? 0,
    updatedAt: world.now(),
    ...(profile.offlineCodes === undefined
      ? {}
      : { offlineSecret: Buffer.from(world.runtime.randomBytes(16)).toString("hex") }),
  };
}

/** The model with what this one lock has different. */
function resolve(profile: Profile, spec: DeviceSpec): Profile {
  const { overrides = {}, code_length } = spec;
  const lengths = profile.oneLengthPerLock ? [code_length ?? profile.codeLengths[0] ?? 4] : profile.codeLengths;
  return {
    ...profile,
    codeLengths: overrides.supported_code_lengths ?? lengths,
    maxCodes: overrides.max_active_codes_supported ?? profile.maxCodes,
    constraints:
      overrides.code_constraints?.map(({ constraint_type: type, min_length: min, max_length: max }) =>
        type === "name_length"
          ? { type, ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
          : { type },
      ) ?? profile.constraints,
    hasKeypad: overrides.has_keypad ?? profile.hasKeypad,
    schedulesNatively: overrides.native_scheduling ?? profile.schedulesNatively,
    readsPins: overrides.codes_readable ?? profile.readsPins,
    updatesInPlace: overrides.updates_in_place ?? profile.updatesInPlace,
    unmanaged: {
      listed: overrides.unmanaged?.listed ?? profile.unmanaged.listed,
      convertible: overrides.unmanaged?.convertible ?? profile.unmanaged.convertible,
      deletable: overrides.unmanaged?.deletable ?? profile.unmanaged.deletable,
    },
    sharesPinAcrossWindows: overrides.shares_code_across_windows ?? profile.sharesPinAcrossWindows,
    namesCodeOnEntry: overrides.names_code_on_entry ?? profile.namesCodeOnEntry,
    programmingMs: overrides.programming_ms ?? profile.programmingMs,
    ...(overrides.max_pending_jobs === undefined ? {} : { maxPendingJobs: overrides.max_pending_jobs }),
  };
}

function makeCodes(world: World, lock: LockRow, spec: DeviceSpec): CodeRow[] | Trouble {
  const codes: CodeRow[] = [];
  for (const code of spec.codes ?? []) {
    const values = { name: code.name, digits: code.code, startsAt: code.starts_at, endsAt: code.ends_at };
    const refusal = checkDigits(lock, values.digits);
    if (refusal !== undefined) return refusal;
    if (codes.some((other) => other.onLock?.digits === values.digits)) {
      return trouble("PIN_CONFLICT", "Two codes of this lock are the same.");
    }
    if (codes.length >= (lock.profile.maxCodes ?? Number.POSITIVE_INFINITY)) {
      return trouble("LOCK_FULL", "There are more codes than this lock has places.");
    }
    const id = code.access_code_id ?? world.runtime.uuid();
    const rest = { offline: false, asked: undefined, dueAt: undefined, dropped: false };
    codes.push({ id, lockId: lock.id, madeBy: "person", onLock: values, ...rest });
  }
  return codes;
}

function presentDevice(lock: LockRow) {
  return { lock_id: lock.id, name: lock.name, bridge_id: lock.hubId ?? null };
}
