import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { WireFoundCode } from "#api/contract/overview.ts";
import { Checkbox } from "#console/ui/fields.tsx";
import { Complaint, Empty, Loading } from "#console/ui/notice.tsx";
import { VirtualRows } from "#console/ui/virtual-rows.tsx";
import { useList } from "#console/wire/queries.ts";
import { BulkActions } from "./bulk-actions.tsx";
import { FoundCode } from "./found-code.tsx";
import "./inbox.css";

const route = getRouteApi("/inbox");

/** Codes that stand on locks without us, from every door, until somebody has decided on them. */
export function Page(): ReactNode {
  const { status } = route.useSearch();
  const isKept = status === "kept";
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useList(
    "/access_codes/unmanaged/list_found",
    {
      limit: 200,
      is_kept: isKept,
    },
  );
  const found = data?.pages.flatMap(({ found_codes }) => found_codes);
  return (
    <>
      <h1>Found at doors</h1>
      <p>
        Codes that were on a lock before it came here, or that somebody typed in there. They open their doors, and
        nothing is done about them until you say so.{" "}
        {isKept ? (
          <Link to="/inbox">Those to be decided on</Link>
        ) : (
          <Link to="/inbox" search={{ status: "kept" }}>
            Those that you kept
          </Link>
        )}
      </p>
      <Complaint error={error} />
      {found === undefined ? (
        error === null && <Loading what="what was found" />
      ) : found.length === 0 ? (
        <Empty title={isKept ? "You kept none" : "Nothing to decide"}>
          {isKept
            ? "A code that you keep stays on its lock, and is listed here."
            : "Whenever a code shows up at a door that did not come from here, it stands in this list."}
        </Empty>
      ) : (
        <Listed
          key={String(isKept)}
          found={found}
          isKept={isKept}
          onEnd={hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined}
        />
      )}
    </>
  );
}

function Listed({
  found,
  isKept,
  onEnd,
}: {
  readonly found: readonly WireFoundCode[];
  readonly isKept: boolean;
  readonly onEnd: (() => void) | undefined;
}): ReactNode {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const idOf = ({ access_code }: WireFoundCode) => access_code.access_code_id;
  // What is gone meanwhile is chosen no more.
  const meant = found.filter((one) => chosen.has(idOf(one)));
  const choose = (id: string, isChosen: boolean) => {
    setChosen((before) => new Set(isChosen ? [...before, id] : [...before].filter((other) => other !== id)));
  };
  return (
    <>
      <div className="card row apart chooser">
        <Checkbox
          isSelected={meant.length === found.length}
          isIndeterminate={meant.length > 0 && meant.length < found.length}
          onChange={(all) => setChosen(new Set(all ? found.map(idOf) : []))}
        >
          {meant.length === 0 ? `Choose all ${found.length}` : `${meant.length} of ${found.length} chosen`}
        </Checkbox>
        <BulkActions codes={meant} isKept={isKept} onDone={() => setChosen(new Set())} />
      </div>
      <section aria-label="Found codes" className="card found">
        <VirtualRows
          items={found}
          keyOf={idOf}
          rowHeight={60}
          row={(one) => (
            <FoundCode found={one} isChosen={chosen.has(idOf(one))} onChoose={(is) => choose(idOf(one), is)} />
          )}
          onEnd={onEnd}
        />
      </section>
    </>
  );
}
