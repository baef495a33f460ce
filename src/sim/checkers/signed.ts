import { Webhook as Verifier } from "standardwebhooks";

/** Receivers refuse what is older, or newer. Source: Standard Webhooks 1.0. */
const toleranceMs = 5 * 60_000;

type Headers = Readonly<Record<string, string>>;

/** Whether a message carries what somebody with this secret knows it by, under both families of names, at this instant. */
export function isSigned(secret: string, { headers, body }: { headers: Headers; body: string }, now: number): boolean {
  return ["webhook", "svix"].every((family) => {
    const [id = "", seconds, signatures = ""] = ["id", "timestamp", "signature"].map(
      (name) => headers[`${family}-${name}`],
    );
    const at = Number(seconds) * 1_000;
    if (!(Math.abs(now - at) <= toleranceMs)) return false;
    // Verifiers go by the real clock, so that they are asked for the signature and not for their judgement.
    return signatures.split(" ").includes(new Verifier(secret).sign(id, new Date(at), body));
  });
}
