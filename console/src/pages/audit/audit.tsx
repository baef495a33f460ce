import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WireActor, WireAuditEntry } from "#api/contract/wire.ts";
import { Complaint, Empty, Loading } from "#console/ui/notice.tsx";
import { Time } from "#console/ui/time.tsx";
import { VirtualRows } from "#console/ui/virtual-rows.tsx";
import { useList } from "#console/wire/queries.ts";
import "./audit.css";

const route = getRouteApi("/audit");

/** Who was shown which PIN, when and why. */
export function Page(): ReactNode {
  const { access_code_id: code } = route.useSearch();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useList("/audit_entries/list", {
    limit: 200,
    ...(code === undefined ? {} : { access_code_id: code }),
  });
  const entries = data?.pages.flatMap(({ audit_entries }) => audit_entries);
  return (
    <>
      <h1>PINs shown</h1>
      <Complaint error={error} />
      {entries === undefined ? (
        error === null && <Loading what="entries" />
      ) : entries.length === 0 ? (
        <Empty title="Nobody was shown a PIN here yet">
          PINs are dots everywhere until somebody asks to see one. Then it is written down here who did, when, and why.
        </Empty>
      ) : (
        <section aria-label="PINs shown" className="card audit">
          <VirtualRows
            items={entries}
            keyOf={({ audit_entry_id }) => audit_entry_id}
            rowHeight={56}
            row={(entry) => <Row entry={entry} />}
            onEnd={hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined}
          />
        </section>
      )}
    </>
  );
}

function Row({ entry }: { readonly entry: WireAuditEntry }): ReactNode {
  return (
    <div className="audit-row">
      <span className="soft">
        <Time at={entry.occurred_at} />
      </span>
      <span>
        <strong>{nameOf(entry.actor)}</strong> was shown the PIN of{" "}
        {entry.access_code_id === null ? (
          "a code"
        ) : (
          <Link to="/codes/$accessCodeId" params={{ accessCodeId: entry.access_code_id }}>
            a code
          </Link>
        )}
        {entry.reason !== null && `: ${entry.reason}`}
      </span>
    </div>
  );
}

function nameOf({ type, display_name: name }: WireActor): string {
  return name ?? (type === "api_key" ? "An API key" : "Somebody");
}
