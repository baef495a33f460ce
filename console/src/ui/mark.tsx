import type { ReactNode } from "react";
import type { WireReadiness } from "#api/contract/wire.ts";
import { Tag, type Tone } from "./notice.tsx";
import type { SignName } from "./sign.tsx";

/** What is known of a code on its door, in one sign: evidence, or why there is none. */
export type Mark = WireReadiness["mark"];

/** Signs differ in shape, words say the same; what is not known to stand on the lock is never green. */
const marks: Readonly<
  Record<Mark, { readonly sign: SignName; readonly tone: Tone; readonly words: string; readonly means: string }>
> = {
  used: { sign: "ring", tone: "good", words: "Used", means: "Somebody opened the door with it." },
  read_back: { sign: "full", tone: "good", words: "Read back", means: "It was read back from the lock." },
  acknowledged: { sign: "half", tone: "good", words: "Acknowledged", means: "The lock confirmed that it holds it." },
  claimed: {
    sign: "open",
    tone: "wait",
    words: "Accepted",
    means: "The maker took it; the lock has not confirmed it.",
  },
  assumed: { sign: "dashed", tone: "wait", words: "Sent", means: "It was sent, and nothing was heard of it." },
  scheduled: {
    sign: "clock",
    tone: "plain",
    words: "Not due yet",
    means: "It goes onto the lock before its time begins.",
  },
  waiting: { sign: "dots", tone: "wait", words: "On its way", means: "It is being put on the lock." },
  at_risk: { sign: "triangle", tone: "bad", words: "At risk", means: "It may not be on the lock in time." },
  leaving: {
    sign: "leaving",
    tone: "plain",
    words: "Leaving",
    means: "It is no longer wanted, and is being taken off the lock.",
  },
  failed: { sign: "cross", tone: "bad", words: "Failed", means: "It could not be put on the lock." },
};

export function MarkTag({ mark }: { readonly mark: Mark }): ReactNode {
  const { sign, tone, words, means } = marks[mark];
  return (
    <span title={means}>
      <Tag tone={tone} sign={sign}>
        {words}
      </Tag>
    </span>
  );
}

/** What the signs mean, for the foot of a page that shows them. */
export function MarkLegend(): ReactNode {
  return (
    <details>
      <summary>What the signs mean</summary>
      <ul className="stack tight">
        {Object.entries(marks).map(([mark, { means }]) => (
          <li key={mark} className="row">
            <MarkTag mark={mark as Mark} /> <span className="soft">{means}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
