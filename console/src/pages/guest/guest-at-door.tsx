import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WireAccessCode, WireDevice } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { MarkTag } from "#console/ui/mark.tsx";
import { Complaint, Loading, Notice } from "#console/ui/notice.tsx";
import { Pin } from "#console/ui/pin.tsx";
import { Span } from "#console/ui/time.tsx";
import { useAnswer, useDoing } from "#console/wire/queries.ts";
import { UnlockNow } from "./unlock-now.tsx";
import { WhomToCall } from "./whom-to-call.tsx";

/** One guest at one door, and the ways in, in the order in which they are tried. */
export function GuestAtDoor({
  accessCodeId,
  onBack,
}: {
  readonly accessCodeId: string;
  readonly onBack: () => void;
}): ReactNode {
  const explained = useAnswer("/access_codes/explain", { access_code_id: accessCodeId });
  const got = useAnswer("/access_codes/get", { access_code_id: accessCodeId });
  const code = got.data?.access_code;
  const door = useAnswer("/devices/get", code === undefined ? undefined : { device_id: code.device_id }).data?.device;
  const error = got.error ?? explained.error;
  if (code === undefined || door === undefined) {
    return error === null ? <Loading what="the guest" /> : <Complaint error={error} />;
  }
  const explanation = explained.data?.explanation;
  return (
    <div className="stack guest">
      <div>
        <Button kind="quiet" onPress={onBack}>
          Somebody else
        </Button>
      </div>
      <section className="card stack">
        <h2>
          {code.name ?? "A guest without a name"} at {door.display_name}
        </h2>
        <p className="row">
          <MarkTag mark={code.readiness.mark} />
          <span>
            {code.type === "time_bound" ? (
              <Span from={code.starts_at} to={code.ends_at} zone={door.location.time_zone} />
            ) : (
              "Ongoing"
            )}
          </span>
        </p>
        {explanation !== undefined && (
          <Notice tone={code.readiness.is_ready ? "good" : "wait"}>
            {explanation.summary} {explanation.cause?.remedy}
          </Notice>
        )}
      </section>
      <ol className="stack ways plain-list">
        <li className="card stack tight">
          <h3>1. Say the PIN again</h3>
          <p className="soft">Most often it was mistyped. The lock may want a key at the end, such as # or a tick.</p>
          <Pin accessCodeId={code.access_code_id} name={code.name ?? "the guest"} />
        </li>
        <Backup code={code} door={door} />
        <UnlockNow door={door} />
        <WhomToCall door={door} />
      </ol>
      <p>
        <Link to="/codes/$accessCodeId" params={{ accessCodeId }}>
          Everything about this code
        </Link>
      </p>
    </div>
  );
}

/** A spare PIN that stands on the lock already, pulled for this guest. */
function Backup({ code, door }: { readonly code: WireAccessCode; readonly door: WireDevice }): ReactNode {
  const pull = useDoing("/access_codes/pull_backup_access_code");
  const pulledId = pull.data?.access_code.access_code_id ?? code.pulled_backup_access_code_id;
  const pool = door.backup_access_code_pool;
  return (
    <li className="card stack tight">
      <h3>2. Give them a spare PIN</h3>
      {pulledId != null ? (
        <>
          <p>A spare PIN was pulled for this guest. It opens the door for the same time.</p>
          <Pin accessCodeId={pulledId} name="the spare code" />
        </>
      ) : code.is_backup_access_code_available ? (
        <>
          <p className="soft">
            {pool?.ready ?? "Some"} stand ready on this lock. It works at once, and its time is made this guest's.
          </p>
          <div>
            <Button
              kind="primary big"
              isPending={pull.isPending}
              onPress={() => pull.mutate({ access_code_id: code.access_code_id })}
            >
              Pull a spare PIN
            </Button>
          </div>
        </>
      ) : (
        <p className="soft">
          {pool === null ? "No spare PINs are kept on this lock. " : "None stands ready on this lock for such a code. "}
          <Link to="/doors/$deviceId" params={{ deviceId: door.device_id }}>
            The door's page
          </Link>{" "}
          keeps some ready for the next time.
        </p>
      )}
      <Complaint error={pull.error} />
    </li>
  );
}
