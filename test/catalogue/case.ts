import type { DeviceId } from "#domain/ids.ts";
import type { HouseLock, MakerHouse } from "./maker-house.ts";

export const minute = 60_000;
export const hour = 60 * minute;

/** Where an error or warning shows, what it is called there, and fields that it must have. */
export interface Shown {
  readonly on: "accessCode" | "device" | "account";
  readonly list: "errors" | "warnings";
  readonly code: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** What a case is about: the account of the house always, and a lock and a code where it names them. */
export interface Subject {
  readonly lock?: HouseLock;
  readonly code?: string;
}

/** One condition at one make: how it comes, what shows as long as it holds, and how it ends. */
export interface Case {
  readonly title: string;
  readonly make: string;
  readonly shows: readonly Shown[];
  begin(house: MakerHouse): Promise<Subject>;
  /** After it, none of what showed shows. */
  end(house: MakerHouse, subject: Subject): Promise<void>;
}

export const codeError = (code: string, fields?: Shown["fields"]): Shown => shown("accessCode", "errors", code, fields);
export const codeWarning = (code: string, fields?: Shown["fields"]): Shown =>
  shown("accessCode", "warnings", code, fields);
export const deviceWarning = (code: string): Shown => shown("device", "warnings", code);
export const accountError = (code: string, fields?: Shown["fields"]): Shown => shown("account", "errors", code, fields);
export const accountWarning = (code: string, fields?: Shown["fields"]): Shown =>
  shown("account", "warnings", code, fields);
/** A device's error shows on its codes as well. */
export const deviceError = (code: string): readonly Shown[] => [
  shown("device", "errors", code),
  shown("accessCode", "errors", code),
];

function shown(on: Shown["on"], list: Shown["list"], code: string, fields?: Shown["fields"]): Shown {
  return { on, list, code, ...(fields === undefined ? {} : { fields }) };
}

/** A code that is asked for and not worked yet. Digits that every make here takes, but for those that say so. */
export async function ask(
  house: MakerHouse,
  device: DeviceId,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const answer = await house.post("/access_codes/create", {
    device_id: device,
    name: "Guest",
    code: "483926",
    ...more,
    ...(house.choosesPins && { code: undefined }),
  });
  if (answer.access_code === undefined) throw new Error(`The code is admitted: ${JSON.stringify(answer.error)}`);
  return answer.access_code.access_code_id;
}

/** A code that is asked for, and worked for so long. */
export async function askAndWork(
  house: MakerHouse,
  device: DeviceId,
  { forMs = minute, ...more }: Readonly<Record<string, unknown>> & { readonly forMs?: number } = {},
): Promise<string> {
  const code = await ask(house, device, more);
  await house.advance(forMs);
  return code;
}

/** A lock with a code that stands on it. */
export async function lockWithCode(house: MakerHouse): Promise<Required<Subject>> {
  const lock = await house.newLock();
  return { lock, code: await askAndWork(house, lock.deviceId, { forMs: 15 * minute }) };
}

/** The id by which the cloud knows the code that stands on the lock with these digits. */
export async function onLock(house: MakerHouse, lock: HouseLock, digits: string): Promise<string> {
  const { access_codes } = await house.control.inspect(lock.lockId);
  const found = access_codes.find((code) => code.on_lock?.code === digits);
  if (found === undefined) throw new Error("The code stands on the lock.");
  return found.access_code_id;
}

export function lockOf(subject: Subject): HouseLock {
  if (subject.lock === undefined) throw new Error("The case is about a lock.");
  return subject.lock;
}
