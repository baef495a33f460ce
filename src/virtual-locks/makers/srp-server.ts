import { createHash, createHmac, getDiffieHellman } from "node:crypto";

// The server's half of SRP-6a as Amazon Cognito speaks it, written from what its clients do: the 3072-bit group of RFC
// 3526 with generator 2, numbers hashed with a zero octet before a set first bit, a key derived by HKDF.
const N = BigInt(`0x${getDiffieHellman("modp15").getPrime("hex")}`);
const g = 2n;

/** Who signs in, as the pool knows them, and its secret number of this sign-in in hex. */
export interface ServerSide {
  readonly poolName: string;
  readonly userId: string;
  readonly salt: string;
  readonly password: string;
  readonly b: string;
}

/** Whether this is a public value that may be calculated with: with a multiple of the prime, no password is needed. */
export function isPublicValue(hex: string): boolean {
  return /^[0-9a-f]{1,768}$/i.test(hex) && BigInt(`0x${hex}`) % N !== 0n;
}

/** `SRP_B`, in hex. */
export function serverPublic(side: ServerSide): string {
  const k = BigInt(`0x${sha256(padded(N.toString(16)), padded(g.toString(16)))}`);
  return ((k * verifier(side) + raised(g, BigInt(`0x${side.b}`))) % N).toString(16);
}

/** What whoever knows the password signs with. */
export function serverSignature(
  side: ServerSide,
  said: { readonly publicA: string; readonly secretBlock: string; readonly timestamp: string },
): string {
  const A = BigInt(`0x${said.publicA}`);
  const uHex = sha256(padded(A.toString(16)), padded(serverPublic(side)));
  const u = BigInt(`0x${uHex}`);
  const shared = raised((A * raised(verifier(side), u)) % N, BigInt(`0x${side.b}`));
  const extracted = hmac(padded(uHex), padded(shared.toString(16)));
  const key = hmac(extracted, Buffer.from("Caldera Derived Key\u0001")).subarray(0, 16);
  const message = [
    Buffer.from(side.poolName + side.userId),
    Buffer.from(said.secretBlock, "base64"),
    Buffer.from(said.timestamp),
  ];
  return hmac(key, Buffer.concat(message)).toString("base64");
}

function verifier({ poolName, userId, password, salt }: ServerSide): bigint {
  const identity = sha256(Buffer.from(`${poolName}${userId}:${password}`));
  return raised(g, BigInt(`0x${sha256(padded(salt), Buffer.from(identity, "hex"))}`));
}

/** Cognito drops no leading zeros of hashes, for it takes them as numbers again. */
function padded(hex: string): Buffer {
  const digits = BigInt(`0x${hex}`).toString(16);
  const whole = digits.padStart(digits.length + (digits.length % 2), "0");
  return Buffer.from(Number.parseInt(whole.slice(0, 2), 16) >= 0x80 ? `00${whole}` : whole, "hex");
}

function sha256(...parts: readonly Buffer[]): string {
  return createHash("sha256").update(Buffer.concat(parts)).digest("hex");
}

function hmac(key: Buffer, message: Buffer): Buffer {
  return createHmac("sha256", key).update(message).digest();
}

function raised(base: bigint, exponent: bigint): bigint {
  let [power, factor] = [1n, base % N];
  for (const bit of exponent.toString(2).split("").reverse()) {
    if (bit === "1") power = (power * factor) % N;
    factor = (factor * factor) % N;
  }
  return power;
}
