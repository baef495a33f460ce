import { createHash, createHmac, getDiffieHellman } from "node:crypto";

/** The 3072-bit group of RFC 3526, with the generator 2: what Amazon Cognito calculates in. */
const prime = BigInt(`0x${getDiffieHellman("modp15").getPrime("hex")}`);
const generator = 2n;

/** What one proof of a password goes by; made anew for each. */
export interface SrpSecret {
  readonly a: bigint;
  /** What is told of it, as hex. */
  readonly publicHex: string;
}

/** What the pool answers to it. Hex but for `secretBlock`, which is base64. */
export interface SrpChallenge {
  readonly userId: string;
  readonly salt: string;
  readonly publicHex: string;
  readonly secretBlock: string;
}

/** From 32 random bytes or more. */
export function srpSecret(random: Uint8Array): SrpSecret {
  const a = BigInt(`0x${Buffer.from(random).toString("hex")}`) % prime;
  return { a, publicHex: power(generator, a).toString(16) };
}

/**
 * The proof that whoever signs in knows the password (SRP-6a, RFC 2945 and 5054), as Amazon Cognito wants it: the key is
 * derived under the words "Caldera Derived Key" and signs pool, user, secret block and time. `undefined`: the challenge
 * is none that an honest pool sets.
 */
export function srpSignature(
  secret: SrpSecret,
  challenge: SrpChallenge,
  {
    poolName,
    password,
    timestamp,
  }: { readonly poolName: string; readonly password: string; readonly timestamp: string },
): string | undefined {
  const [salt, b] = [bigintOf(challenge.salt), bigintOf(challenge.publicHex)];
  if (salt === undefined || b === undefined || b % prime === 0n) return undefined;
  const u = hashed(octets(BigInt(`0x${secret.publicHex}`)), octets(b));
  if (u === 0n) return undefined;
  const identity = createHash("sha256").update(`${poolName}${challenge.userId}:${password}`).digest();
  const x = hashed(octets(salt), identity);
  const k = hashed(octets(prime), octets(generator));
  const base = (((b - k * power(generator, x)) % prime) + prime) % prime;
  const shared = power(base, secret.a + u * x);
  const extracted = createHmac("sha256", octets(u)).update(octets(shared)).digest();
  const key = createHmac("sha256", extracted).update("Caldera Derived Key\u0001").digest().subarray(0, 16);
  return createHmac("sha256", key)
    .update(poolName)
    .update(challenge.userId)
    .update(Buffer.from(challenge.secretBlock, "base64"))
    .update(timestamp)
    .digest("base64");
}

/** No honest salt or public value is longer than the prime. */
function bigintOf(hex: string): bigint | undefined {
  return /^[0-9a-f]{1,768}$/i.test(hex) ? BigInt(`0x${hex}`) : undefined;
}

function hashed(...parts: readonly Buffer[]): bigint {
  const digest = createHash("sha256").update(Buffer.concat(parts)).digest("hex");
  return BigInt(`0x${digest}`);
}

/** Big-endian, with a zero octet before a set first bit: Cognito hashes numbers as Java writes them. */
function octets(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/i.test(even) ? `00${even}` : even, "hex");
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % prime;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}
