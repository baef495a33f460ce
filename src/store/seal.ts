import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import type { DeviceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { Pin } from "#domain/pin.ts";

/**
 * Encryption at rest: the master key wraps one data key per workspace, and the data key seals the
 * fields that open doors, with AES-256-GCM. What a sealed field is bound to (workspace, table, column,
 * row) is authenticated with it, so that a ciphertext pasted into another row does not open.
 *
 * Layout of a sealed value: version (1 byte), nonce (12), ciphertext, tag (16).
 */
export interface WorkspaceKeys {
  seal(place: SealedPlace, plaintext: string): Uint8Array;
  /** Throws where the value was sealed for another place or with another key. */
  open(place: SealedPlace, sealed: Uint8Array): string;
  /** A keyed hash of a PIN on one device: equal PINs on one lock are found, and no further apart. */
  pinIndex(device: DeviceId, pin: Pin): Uint8Array;
  /** A keyed hash of what a provider delivered. */
  digest(text: string): Uint8Array;
}

/** What a sealed value belongs to; it opens nowhere else. */
export interface SealedPlace {
  readonly table: string;
  readonly column: string;
  readonly row: string;
}

type RandomBytes = (count: number) => Uint8Array;

const version = 1;
const nonceLength = 12;
const tagLength = 16;

/** The keys of one workspace, from its unwrapped data key. */
export function workspaceKeys(workspaceId: string, dataKey: Uint8Array, randomBytes: RandomBytes): WorkspaceKeys {
  // Key objects, made once: handing raw bytes over at each call cost more than the encryption itself.
  const derive = (purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync("sha256", dataKey, workspaceId, purpose, 32)));
  const sealingKey = derive("seal");
  const indexKey = derive("pin-index");
  const digestKey = derive("digest");
  const bound = ({ table, column, row }: SealedPlace) => [workspaceId, table, column, row].join("|");
  return {
    seal: (place, plaintext) => encrypt(sealingKey, bound(place), Buffer.from(plaintext, "utf8"), randomBytes),
    open: (place, sealed) => Buffer.from(decrypt(sealingKey, bound(place), sealed)).toString("utf8"),
    pinIndex: (device, pin) => createHmac("sha256", indexKey).update(`${device}|${pin.reveal()}`).digest(),
    digest: (text) => createHmac("sha256", digestKey).update(text).digest(),
  };
}

/** A new workspace's data key, wrapped for its row. */
export function newWrappedDataKey(masterKey: Uint8Array, workspaceId: string, randomBytes: RandomBytes): Uint8Array {
  return encrypt(wrappingKey(masterKey), workspaceId, randomBytes(32), randomBytes);
}

/** The data key of a workspace's row. Throws where the master key is not the one that wrapped it. */
export function unwrapDataKey(masterKey: Uint8Array, workspaceId: string, wrapped: Uint8Array): Uint8Array {
  return decrypt(wrappingKey(masterKey), workspaceId, wrapped);
}

/** Seals a PIN for its column; `undefined` stays null. */
export function sealPin(keys: WorkspaceKeys, place: SealedPlace, pin: Pin | undefined): Uint8Array | null {
  return pin === undefined ? null : keys.seal(place, pin.reveal());
}

/** Opens a PIN's column. */
export function openPin(keys: WorkspaceKeys, place: SealedPlace, sealed: Uint8Array | null): Pin | undefined {
  if (sealed === null) return undefined;
  const pin = Pin.parse(keys.open(place, sealed));
  invariant(pin !== undefined, "a sealed PIN is digits");
  return pin;
}

/** The same data key, wrapped by another master key. Throws where it is not `before` that has wrapped it. */
export function rewrapDataKey(
  { before, now }: { readonly before: Uint8Array; readonly now: Uint8Array },
  workspaceId: string,
  wrapped: Uint8Array,
  randomBytes: RandomBytes,
): Uint8Array {
  return encrypt(wrappingKey(now), workspaceId, unwrapDataKey(before, workspaceId, wrapped), randomBytes);
}

/** Whether this master key has wrapped it. */
export function isWrappedBy(masterKey: Uint8Array, workspaceId: string, wrapped: Uint8Array): boolean {
  try {
    unwrapDataKey(masterKey, workspaceId, wrapped);
    return true;
  } catch {
    return false;
  }
}

function wrappingKey(masterKey: Uint8Array): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync("sha256", masterKey, "", "wrap-data-keys", 32)));
}

function encrypt(key: KeyObject, bound: string, plaintext: Uint8Array, randomBytes: RandomBytes): Uint8Array {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(bound));
  return Buffer.concat([Uint8Array.of(version), nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: KeyObject, bound: string, sealed: Uint8Array): Uint8Array {
  invariant(sealed[0] === version && sealed.length > nonceLength + tagLength, "a sealed value has this layout");
  const nonce = sealed.subarray(1, 1 + nonceLength);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(bound));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagLength));
  return Buffer.concat([
    decipher.update(sealed.subarray(1 + nonceLength, sealed.length - tagLength)),
    decipher.final(),
  ]);
}
