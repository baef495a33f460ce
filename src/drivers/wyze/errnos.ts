import type { Answer } from "#drivers/kit/exchange-json.ts";
import { failed, type Refused, refused } from "#drivers/kit/failed.ts";
import type { Reply } from "#drivers/kit/reply.ts";
import { asObject, field } from "#drivers/kit/untrusted.ts";

/** For how long the account's cloud is left alone that takes no more calls and does not say until when. */
const restMs = 10 * 60_000;

/**
 * The number that an answer carries, as `ErrNo` at the cloud of the locks and as `code` elsewhere; text or number.
 * `undefined`: it says that all is well. `none`: it says nothing of the kind.
 */
export function errnoOf(answer: Answer): number | "none" | undefined {
  const body = (answer.kind === "answered" && asObject(answer.body)) || {};
  const [errno, code] = [numbered(field(body, "ErrNo")), numbered(field(body, "code"))];
  if (errno === 0 || (errno === undefined && code === 1)) return undefined;
  return errno ?? code ?? "none";
}

/** The account's token is taken no more: said by status, or by number with status 200. */
export function isTokenTrouble(answer: Answer): boolean {
  if (answer.kind === "unanswered") return false;
  return answer.status === 401 || tokenTroubles.has(errnoOf(answer) ?? 0);
}

/** 2001 and 2002 are Wyze's; the others are those of the same vendor's cloud for landlords. */
const tokenTroubles: ReadonlySet<number | "none"> = new Set([101, 102, 2001, 2002, 4018]);

/**
 * What a number means. Three are known from Wyze (14008, 5038, 3044); those beside them are what users of the same
 * vendor's cloud for landlords list, and are taken to mean the same here.
 */
export function meaningOf(errno: number, now: number, writes: boolean): Exclude<Reply, { kind: "answered" }> {
  switch (errno) {
    case 3044:
      return failed("throttled", "The provider takes no more calls at present (3044).", { notBefore: now + restMs });
    case 14008:
      return failed("invalid_credentials", "The provider does not take what we sign calls with (14008).");
    case 5038:
      return failed("unreachable", "No gateway connects the lock (5038).");
    case 14015:
    case 15006:
      return { kind: "missing" };
    case 14001:
      return refused("constraint", "The provider does not take these values (14001).");
    case 15014:
      return refused("unsupported", "The account may not do that at this lock (15014).");
    default:
      return (
        guessed(errno) ?? failed("provider", `The provider answered with error ${errno}.`, { mayHaveHappened: writes })
      );
  }
}

/**
 * A guess: that 11000, "there is such an object already", is said of a name. A cloud can tell that at once of what it has
 * in its own books, and Wyze takes each name once (Seam has an error for it); which number it says is not known.
 */
function guessed(errno: number): Refused | undefined {
  return errno === 11000 ? refused("name_taken", "Another code on this lock has this name (11000).") : undefined;
}

function numbered(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : undefined;
  return typeof value === "string" && /^-?\d{1,9}$/.test(value) ? Number(value) : undefined;
}
