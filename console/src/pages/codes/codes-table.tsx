import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WireAccessCode, WireDoor, WireUnmanagedAccessCode } from "#api/contract/wire.ts";
import { MarkTag } from "#console/ui/mark.tsx";
import { Tag } from "#console/ui/notice.tsx";
import { Span } from "#console/ui/time.tsx";
import { VirtualRows } from "#console/ui/virtual-rows.tsx";
import type { Answers } from "#console/wire/answers.ts";

interface Row {
  readonly code: WireAccessCode | WireUnmanagedAccessCode;
  readonly door: WireDoor | undefined;
}

/** Codes page by page, newest first, each with its door. */
export function rowsOf(pages: readonly Answers<"/access_codes/search">[]): readonly Row[] {
  return pages.flatMap(({ access_codes, unmanaged_access_codes, doors }) => {
    const byId = new Map(doors.map((door) => [door.device_id, door]));
    return [...access_codes, ...unmanaged_access_codes]
      .sort((one, other) => (one.created_at < other.created_at ? 1 : -1))
      .map((code) => ({ code, door: byId.get(code.device_id) }));
  });
}

export function CodesTable({
  rows,
  onEnd,
}: {
  readonly rows: readonly Row[];
  readonly onEnd: (() => void) | undefined;
}): ReactNode {
  return (
    <section aria-label="Codes" className="card codes">
      <VirtualRows
        items={rows}
        keyOf={({ code }) => code.access_code_id}
        rowHeight={66}
        row={(row) => <CodeRow {...row} />}
        onEnd={onEnd}
      />
    </section>
  );
}

function CodeRow({ code, door }: Row): ReactNode {
  const { starts_at: from, ends_at: to } = code as { readonly starts_at?: string; readonly ends_at?: string };
  return (
    <Link to="/codes/$accessCodeId" params={{ accessCodeId: code.access_code_id }} className="code-row">
      <span className="stack names">
        <strong>{code.name ?? "A code without a name"}</strong>
        <span className="soft">{door?.display_name ?? "A door"}</span>
      </span>
      <span className="soft">
        <Span from={from} to={to} zone={door?.time_zone ?? undefined} />
      </span>
      <span className="state">
        {code.is_managed ? <MarkTag mark={code.readiness.mark} /> : <Tag tone="plain">Found at the door</Tag>}
        {code.is_managed && code.readiness.message !== null && <span className="why">{code.readiness.message}</span>}
      </span>
    </Link>
  );
}
