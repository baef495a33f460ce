import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Button, LinkButton } from "#console/ui/button.tsx";
import { DoorPicker } from "#console/ui/door-picker.tsx";
import { TextField } from "#console/ui/fields.tsx";
import { MarkLegend } from "#console/ui/mark.tsx";
import { Complaint, Empty, Loading } from "#console/ui/notice.tsx";
import { useSettled } from "#console/ui/use-settled.ts";
import { useAnswer, useList } from "#console/wire/queries.ts";
import { CodesTable, rowsOf } from "./codes-table.tsx";
import "./codes.css";

const route = getRouteApi("/codes");

/** Every code of the workspace, whichever door it is of. */
export function Page(): ReactNode {
  const { search: inAddress = "", device_id: deviceId } = route.useSearch();
  const navigate = route.useNavigate();
  // Digits may be a PIN: they are looked for, and kept out of the address and the browser's history.
  const [digits, setDigits] = useState<string>();
  const search = digits ?? inAddress;
  const look = (text: string, door: string | undefined) => {
    const isPin = /^\d+$/.test(text);
    setDigits(isPin ? text : undefined);
    const asked = {
      ...(isPin || text === "" ? {} : { search: text }),
      ...(door === undefined ? {} : { device_id: door }),
    };
    void navigate({ search: asked, replace: true });
  };
  return (
    <>
      <div className="row apart">
        <h1>Codes</h1>
        <LinkButton kind="primary" to="/codes/new" search={deviceId === undefined ? {} : { device_id: deviceId }}>
          New code
        </LinkButton>
      </div>
      <div className="codes-filter">
        <TextField
          label="Find a code"
          type="search"
          value={search}
          onChange={(text) => look(text, deviceId)}
          autoComplete="off"
          help="Part of a name or id, or all digits of a PIN. Also finds codes that others put on your doors."
        />
        {deviceId === undefined ? (
          <DoorPicker label="At one door" onChoose={(door) => look(search, door.device_id)} />
        ) : (
          <AtDoor deviceId={deviceId} onEvery={() => look(search, undefined)} />
        )}
      </div>
      <Found search={useSettled(search)} deviceId={deviceId} />
    </>
  );
}

function AtDoor({ deviceId, onEvery }: { readonly deviceId: string; readonly onEvery: () => void }): ReactNode {
  const { data } = useAnswer("/devices/list", { device_ids: [deviceId] });
  const name = data?.devices[0]?.display_name ?? "one door";
  return (
    <div className="field">
      <span className="label">At one door</span>
      <span className="row">
        <Link to="/doors/$deviceId" params={{ deviceId }}>
          {name}
        </Link>
        <Button onPress={onEvery}>All doors</Button>
      </span>
    </div>
  );
}

function Found({ search, deviceId }: { readonly search: string; readonly deviceId: string | undefined }): ReactNode {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useList("/access_codes/search", {
    limit: 100,
    ...(search === "" ? { is_managed: true } : { search }),
    ...(deviceId === undefined ? {} : { device_id: deviceId }),
  });
  if (data === undefined) return error === null ? <Loading what="codes" /> : <Complaint error={error} />;
  const rows = rowsOf(data.pages);
  return (
    <>
      <Complaint error={error} />
      {rows.length === 0 ? (
        <NoCodes isNarrowed={search !== "" || deviceId !== undefined} />
      ) : (
        <CodesTable rows={rows} onEnd={hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined} />
      )}
      {isFetchingNextPage && <Loading what="more codes" />}
      <MarkLegend />
    </>
  );
}

function NoCodes({ isNarrowed }: { readonly isNarrowed: boolean }): ReactNode {
  if (isNarrowed) {
    return (
      <Empty title="No such code">
        Names and ids are found by any part; a PIN by all of its digits. Codes that are gone are found by the link to
        their page.
      </Empty>
    );
  }
  return (
    <Empty title="There are no codes yet">
      A code lets somebody in at one or several doors, always or for a time. <Link to="/codes/new">Make the first</Link>
      , and watch it come onto the lock.
    </Empty>
  );
}
