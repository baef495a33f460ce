import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { MarkTag } from "#console/ui/mark.tsx";
import { useAnswer } from "#console/wire/queries.ts";
import type { KnownCode } from "./use-code.ts";

/** The same PIN at other doors. */
export function Linked({ known }: { readonly known: KnownCode }): ReactNode {
  const key = known.managed?.common_code_key ?? undefined;
  const { data } = useAnswer("/access_codes/search", key === undefined ? undefined : { common_code_key: key });
  const others = data?.access_codes.filter((code) => code.access_code_id !== known.explanation.access_code_id) ?? [];
  if (key === undefined || others.length === 0) return null;
  return (
    <section className="card stack tight" aria-labelledby="linked">
      <h2 id="linked">The same PIN at other doors</h2>
      <ul className="plain-list stack tight">
        {others.map((code) => (
          <li key={code.access_code_id} className="row">
            <Link to="/codes/$accessCodeId" params={{ accessCodeId: code.access_code_id }}>
              {data?.doors.find(({ device_id }) => device_id === code.device_id)?.display_name ?? "A door"}
            </Link>
            <MarkTag mark={code.readiness.mark} />
          </li>
        ))}
      </ul>
    </section>
  );
}
