import type { Outcome, SetStep, Step } from "#domain/step.ts";
import { refused } from "#drivers/kit/failed.ts";
import type { Book } from "./book.ts";
import { clearCode, setCode } from "./lock-codes.ts";
import { clearCredential, setCredential } from "./lock-credentials.ts";
import { reach } from "./look.ts";
import { order } from "./order.ts";
import type { Site } from "./site.ts";
import { command } from "./wire.ts";

/** How long a bolt is given before the lock is looked at. */
const turningMs = 5_000;

/** Does one step at one lock, by whichever commands it obeys. */
export async function take(site: Site, step: Step): Promise<Outcome> {
  if (step.kind === "issue") return refused("unsupported", "SmartThings computes no PINs.");
  const lock = await reach(site);
  if ("kind" in lock) return lock;
  if (step.kind === "turn") {
    const trouble = await order(site, command("lock", step.to === "locked" ? "lock" : "unlock"));
    return trouble ?? { kind: "pending", askAgainAt: site.runtime.now() + turningMs, place: undefined };
  }
  const { book, device } = lock;
  if (book === undefined) return refused("unsupported", "This lock takes no codes from SmartThings.");
  const at = { site, book, radio: device.radio };
  if (step.kind === "clear") return book.dialect === "codes" ? clearCode(at, step) : clearCredential(at, step);
  const misfit = whyNot(book, step);
  if (misfit !== undefined) return misfit;
  return book.dialect === "codes" ? setCode(at, step) : setCredential(at, step);
}

/** What a lock would refuse without saying why is not sent. */
function whyNot({ codeLengths }: Book, { pin, window }: SetStep): Outcome | undefined {
  if (window !== undefined) return refused("unsupported", "This lock keeps no windows.");
  if (codeLengths.length > 0 && !codeLengths.includes(pin.length))
    return refused("constraint", `A PIN of this lock has ${codeLengths.join(", ")} digits.`);
  return undefined;
}
