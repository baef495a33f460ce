import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WireEntry } from "#api/contract/overview.ts";
import { Complaint, Empty, Loading, Tag } from "#console/ui/notice.tsx";
import { Time } from "#console/ui/time.tsx";
import { VirtualRows } from "#console/ui/virtual-rows.tsx";
import { useList } from "#console/wire/queries.ts";
import "./entries.css";

const route = getRouteApi("/entries");

/** Who came in, and who was refused: what is known of it, and what is guessed. */
export function Page(): ReactNode {
  const { device_id, access_code_id } = route.useSearch();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useList("/entries/list", {
    limit: 100,
    ...(device_id === undefined ? {} : { device_id }),
    ...(access_code_id === undefined ? {} : { access_code_id }),
  });
  const entries = data?.pages.flatMap((page) => page.entries);
  const isNarrowed = device_id !== undefined || access_code_id !== undefined;
  return (
    <>
      <h1>Who came in</h1>
      {isNarrowed && (
        <p>
          {device_id === undefined ? "With one code" : "At one door"}.{" "}
          <Link to="/entries">Show all doors and codes</Link>
        </p>
      )}
      <Complaint error={error} />
      {entries === undefined ? (
        error === null && <Loading what="entries" />
      ) : entries.length === 0 ? (
        <Empty title="Nobody came in yet">
          Each time that a lock or its maker tells of an opened door, it stands here, with whose code it was where that
          is known.
        </Empty>
      ) : (
        <section aria-label="Entries" className="card entries">
          <VirtualRows
            items={entries}
            keyOf={({ event_id }) => event_id}
            rowHeight={60}
            row={(entry) => <Row entry={entry} />}
            onEnd={hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined}
          />
        </section>
      )}
    </>
  );
}

function Row({ entry }: { readonly entry: WireEntry }): ReactNode {
  const { door } = entry;
  return (
    <div className="entry">
      <span className="soft">
        <Time at={entry.occurred_at} zone={door.time_zone ?? undefined} />
      </span>
      <span>
        <Who entry={entry} /> {entry.kind === "unlocked" ? "opened" : "was refused at"}{" "}
        <Link to="/doors/$deviceId" params={{ deviceId: door.device_id }}>
          {door.display_name}
        </Link>
      </span>
      <How entry={entry} />
    </div>
  );
}

function Who({ entry }: { readonly entry: WireEntry }): ReactNode {
  const { access_code: code, attribution, method } = entry;
  if (code === null) return <strong>{method === "seamapi" ? "Somebody through this server" : "Somebody"}</strong>;
  const name = code.name ?? (code.is_managed ? "A guest without a name" : "A code that was found at the door");
  return (
    <>
      {attribution === "guessed" && "Most likely "}
      <Link to="/codes/$accessCodeId" params={{ accessCodeId: code.access_code_id }}>
        <strong>{name}</strong>
      </Link>
    </>
  );
}

/** By what means the door was opened, in the words of a host. */
const methods: Readonly<Record<string, string>> = {
  keycode: "by PIN",
  manual: "by hand or key",
  automatic: "by itself",
  seamapi: "from here",
  unknown: "",
};

function How({ entry }: { readonly entry: WireEntry }): ReactNode {
  if (entry.kind === "denied") {
    return (
      <Tag tone="bad" sign="cross">
        Refused
      </Tag>
    );
  }
  const how = entry.method === null ? "" : (methods[entry.method] ?? entry.method);
  if (entry.method !== "keycode") return <span className="soft">{how}</span>;
  return entry.attribution === "known" ? (
    <Tag tone="good" sign="tick">
      Known {how}
    </Tag>
  ) : entry.attribution === "guessed" ? (
    <Tag tone="wait" sign="half">
      Guessed: the only code then
    </Tag>
  ) : (
    <Tag tone="plain" sign="dots">
      {how}, whose is not known
    </Tag>
  );
}
