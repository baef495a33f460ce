import type { ReactNode } from "react";
import type { WireAction, WireAttempt } from "#api/contract/explanation.ts";
import { Tag, type Tone } from "#console/ui/notice.tsx";
import type { SignName } from "#console/ui/sign.tsx";
import { Time } from "#console/ui/time.tsx";

const actions: Readonly<Record<WireAction, string>> = {
  put_on_lock: "Put it on the lock",
  take_off_lock: "Take it off the lock",
  compute_pin: "Have its PIN computed",
};

const outcomes: Readonly<
  Record<WireAttempt["outcome"], { readonly tone: Tone; readonly sign: SignName; readonly words: string }>
> = {
  done: { tone: "good", sign: "tick", words: "Done" },
  pending: { tone: "plain", sign: "dots", words: "Not confirmed at once" },
  refused: { tone: "bad", sign: "cross", words: "Refused" },
  failed: { tone: "bad", sign: "triangle", words: "Failed" },
  unknown: { tone: "wait", sign: "dashed", words: "Not known" },
};

/** The tries at the lock, newest first; each has an address of its own within the page. */
export function Attempts({
  attempts,
  zone,
}: {
  readonly attempts: readonly WireAttempt[];
  readonly zone: string | undefined;
}): ReactNode {
  return (
    <section className="card stack tight" aria-labelledby="attempts">
      <h2 id="attempts">Tries at the lock</h2>
      {attempts.length === 0 && <p className="soft">Nothing was tried yet.</p>}
      <ol className="plain-list stack">
        {attempts.map(({ attempt_id: id, action, outcome, description, reason, started_at: at }) => {
          const { tone, sign, words } = outcomes[outcome];
          return (
            <li key={id} id={id} className="stack tight">
              <span className="row">
                <strong>{actions[action]}</strong>
                <Tag tone={tone} sign={sign}>
                  {words}
                </Tag>
              </span>
              <span className="soft">
                <a href={`#${id}`}>
                  <Time at={at} zone={zone} />
                </a>{" "}
                · {reason}
              </span>
              <span>{description}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
