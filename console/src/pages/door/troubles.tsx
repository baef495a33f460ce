import type { ReactNode } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { inWords } from "#console/ui/door-state.tsx";
import { Notice } from "#console/ui/notice.tsx";
import { Time } from "#console/ui/time.tsx";

/** What is wrong with the door, in the server's words, which say what to do. */
export function Troubles({ door }: { readonly door: WireDevice }): ReactNode {
  const { errors, warnings } = door;
  if (errors.length + warnings.length === 0) return null;
  const all = [
    ...errors.map(({ error_code: code, ...more }) => ({ ...more, code, tone: "bad" as const })),
    ...warnings.map(({ warning_code: code, ...more }) => ({ ...more, code, tone: "wait" as const })),
  ];
  return (
    <section className="stack tight" aria-label="What is wrong">
      {all.map(({ code, message, created_at: since, tone }) => (
        <Notice key={code} tone={tone}>
          <strong>{inWords(code)}</strong> since <Time at={since} zone={door.location.time_zone} />. {message}
        </Notice>
      ))}
    </section>
  );
}
