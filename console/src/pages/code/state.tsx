import type { ReactNode } from "react";
import type { WireExplanation } from "#api/contract/explanation.ts";
import { Notice, type Tone } from "#console/ui/notice.tsx";
import { Time, Until } from "#console/ui/time.tsx";
import type { KnownCode } from "./use-code.ts";

const liesWith: Readonly<Record<NonNullable<WireExplanation["cause"]>["lies_with"], string>> = {
  nobody: "Nobody has to do anything.",
  host: "This lies with you.",
  device: "This lies with the lock.",
  provider: "This lies with the lock's maker.",
  people_at_lock: "Somebody did this at the lock or in the maker's app.",
  server: "This lies with this server.",
};

/** How the code stands in words, what a person can do, and what happens by itself. */
export function State({ known }: { readonly known: KnownCode }): ReactNode {
  const { explanation } = known;
  const { cause, summary, next, errors, warnings, next_attempt_at: tryAt, next_look_at: lookAt } = explanation;
  const issues = [...errors, ...warnings].filter(({ message }) => message !== summary);
  return (
    <section className="card stack" aria-labelledby="state">
      <h2 id="state">How it stands</h2>
      <Notice tone={toneOf(known)}>
        <p className="summary">{summary}</p>
        {cause !== null && (
          <p>
            {liesWith[cause.lies_with]}
            {cause.since !== null && (
              <>
                {" "}
                Since <Time at={cause.since} zone={known.zone} />.
              </>
            )}
          </p>
        )}
      </Notice>
      {cause?.remedy != null && (
        <p>
          <strong>What you can do:</strong> {cause.remedy}
        </p>
      )}
      {issues.length > 0 && (
        <ul className="plain-list stack tight">
          {issues.map((issue) => (
            <li key={issue.message}>{issue.message}</li>
          ))}
        </ul>
      )}
      <div className="stack tight">
        <h3>What happens next, by itself</h3>
        <p>{next.description}</p>
        <ul className="plain-list soft">
          {tryAt !== null && (
            <li>
              Next try at the lock: <Until at={tryAt} />
            </li>
          )}
          {lookAt !== null && (
            <li>
              Next look at the lock: <Until at={lookAt} />
            </li>
          )}
          {next.waits_for !== null && explanation.status !== "gone" && <li>Waits for: {next.waits_for}</li>}
        </ul>
      </div>
    </section>
  );
}

function toneOf({ explanation: { status, cause, errors }, unmanaged }: KnownCode): Tone {
  if (status === "gone" || unmanaged !== undefined) return "plain";
  if (errors.length > 0) return "bad";
  if (cause === null) return "good";
  return cause.lies_with === "nobody" ? "plain" : "wait";
}
