import type { ReactNode } from "react";
import type { WireEvidence } from "#api/contract/wire.ts";
import { MarkTag } from "#console/ui/mark.tsx";
import { Time } from "#console/ui/time.tsx";
import type { KnownCode } from "./use-code.ts";

/** Strongest first. */
const grades: readonly WireEvidence["grade"][] = ["used", "read_back", "acknowledged", "claimed", "assumed"];

const proves: Readonly<Record<WireEvidence["grade"], string>> = {
  used: "Somebody opened the door with it.",
  read_back: "It was read back from the lock, with this PIN and time.",
  acknowledged: "The lock confirmed that it holds it.",
  claimed: "The maker accepted it for the lock.",
  assumed: "It was sent, and nothing was heard.",
};

/** How it is known that the code is on its lock. */
export function Evidence({ known }: { readonly known: KnownCode }): ReactNode {
  const { knowledge, status } = known.explanation;
  return (
    <section className="card stack" aria-labelledby="evidence">
      <h2 id="evidence">How it is known</h2>
      <p>{knowledge.description}</p>
      {status !== "gone" && <Ladder known={known} />}
      <ul className="plain-list soft">
        <Known label="Last seen on the lock" at={knowledge.last_seen_at} zone={known.zone} />
        <Known label="The lock was last looked at" at={knowledge.last_look_at} zone={known.zone} />
      </ul>
    </section>
  );
}

/** Each rung of evidence that was reached and when, and those that were not. */
function Ladder({ known }: { readonly known: KnownCode }): ReactNode {
  const { knowledge } = known.explanation;
  const byLooking = grades.indexOf(knowledge.best_by_looking);
  const [strongest] = knowledge.evidence;
  const reached = strongest === undefined ? grades.length : grades.indexOf(strongest.grade);
  return (
    <ol className="ladder">
      {grades.map((grade, index) => {
        const had = knowledge.evidence.find((one) => one.grade === grade);
        return (
          <li key={grade} data-had={had !== undefined}>
            {had === undefined ? (
              <span className="rung soft">{reached < index ? "Not needed" : "Not yet"}</span>
            ) : (
              <MarkTag mark={grade} />
            )}
            <span>
              {proves[grade]}
              {had !== undefined && (
                <span className="soft">
                  {" "}
                  Last <Time at={had.at} zone={known.zone} />
                </span>
              )}
              {had === undefined && index < byLooking && index > 0 && (
                <span className="soft"> Looking at this lock cannot show that.</span>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Known({
  label,
  at,
  zone,
}: {
  readonly label: string;
  readonly at: string | null;
  readonly zone: string | undefined;
}): ReactNode {
  return (
    <li>
      {label}: {at === null ? "never" : <Time at={at} zone={zone} />}
    </li>
  );
}
