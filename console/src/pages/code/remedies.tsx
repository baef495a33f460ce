import type { ReactNode } from "react";
import type { WireAccessCode, WireUnmanagedAccessCode } from "#api/contract/wire.ts";
import { Button, LinkButton } from "#console/ui/button.tsx";
import { Confirm } from "#console/ui/confirm.tsx";
import { Complaint } from "#console/ui/notice.tsx";
import { useDoing } from "#console/wire/queries.ts";
import { ChangePin } from "./change-pin.tsx";
import type { KnownCode } from "./use-code.ts";

/** What a person can do about the code, each with what it is going to do. */
export function Remedies({ known }: { readonly known: KnownCode }): ReactNode {
  const { managed, unmanaged } = known;
  if (managed === undefined && unmanaged === undefined) return null;
  return (
    <section className="card stack" aria-labelledby="remedies">
      <h2 id="remedies">What you can do</h2>
      {managed !== undefined && <Managed code={managed} known={known} />}
      {unmanaged !== undefined && <Unmanaged code={unmanaged} doorName={known.doorName} />}
    </section>
  );
}

function Managed({ code, known }: { readonly code: WireAccessCode; readonly known: KnownCode }): ReactNode {
  const { access_code_id: id, is_offline_access_code: isOffline } = code;
  // Once its PIN is known, nobody can take it back.
  const isIrrevocable = isOffline && !code.is_waiting_for_code_assignment;
  if (code.status === "removing") {
    return (
      <>
        <p>It is being taken off the lock, and can no longer be changed.</p>
        <div>
          <Retry code={code} />
        </div>
      </>
    );
  }
  return (
    <>
      {isOffline && (
        <p className="soft">
          The lock knows an offline code by computation: nothing of it can be changed from here, and once its PIN is
          known it works until its time ends or somebody blocks it at the lock.
        </p>
      )}
      <div className="row">
        {!isIrrevocable && <Retry code={code} />}
        <PullBackup code={code} />
        {!isOffline && (
          <>
            <ChangePin code={code} door={known.door} />
            <LinkButton to="/codes/$accessCodeId/edit" params={{ accessCodeId: id }}>
              Edit
            </LinkButton>
          </>
        )}
        {!isIrrevocable && <Delete code={code} known={known} />}
      </div>
    </>
  );
}

/** Nothing is lost by it, so that it asks nothing back: it says what came of it. */
function Retry({ code }: { readonly code: WireAccessCode }): ReactNode {
  const doing = useDoing("/access_codes/retry");
  return (
    <>
      <Button isPending={doing.isPending} onPress={() => doing.mutate({ access_code_id: code.access_code_id })}>
        {code.readiness.is_ready ? "Look at the lock now" : "Try again now"}
      </Button>
      <div className="came-of-it soft" role="status">
        {doing.isSuccess && "The lock is being looked at."}
        <Complaint error={doing.error} />
      </div>
    </>
  );
}

function PullBackup({ code }: { readonly code: WireAccessCode }): ReactNode {
  const doing = useDoing("/access_codes/pull_backup_access_code");
  if (!code.is_backup_access_code_available || code.pulled_backup_access_code_id != null) return null;
  return (
    <Confirm
      label="Pull a backup code"
      kind="primary"
      title="Give this guest a backup code?"
      agree="Pull a backup code"
      onAgree={() => doing.mutateAsync({ access_code_id: code.access_code_id })}
    >
      <div className="stack">
        <p>
          A spare code that stands on the lock already becomes this guest's until this code's time ends. Nothing has to
          be sent to the lock, so it opens at once. The guest needs its PIN from you.
        </p>
        <p>The pool makes itself another spare code. A backup code that was pulled does not go back.</p>
      </div>
    </Confirm>
  );
}

function Delete({ code, known }: { readonly code: WireAccessCode; readonly known: KnownCode }): ReactNode {
  const { doorName, explanation } = known;
  const doing = useDoing("/access_codes/delete");
  const stands = explanation.knowledge.evidence.length > 0;
  return (
    <Confirm
      label="Delete"
      title={`Delete ${code.name ?? "this code"}?`}
      agree="Delete it"
      onAgree={() => doing.mutateAsync({ access_code_id: code.access_code_id })}
    >
      <div className="stack">
        <p>
          {stands
            ? `Its PIN is taken off the lock of ${doorName}. Whoever has it gets in until the lock has let go of it, which this page will show.`
            : `It is not known to be on the lock of ${doorName}; should it be, it is taken off.`}{" "}
          This cannot be taken back.
        </p>
        {code.common_code_key !== null && (
          <p>
            <strong>Only this door's code goes.</strong> The same PIN keeps opening the other doors.
          </p>
        )}
      </div>
    </Confirm>
  );
}

function Unmanaged({
  code,
  doorName,
}: {
  readonly code: WireUnmanagedAccessCode;
  readonly doorName: string;
}): ReactNode {
  const adopting = useDoing("/access_codes/unmanaged/convert_to_managed");
  const deleting = useDoing("/access_codes/unmanaged/delete");
  const asked = { access_code_id: code.access_code_id };
  const canAdopt = code.cannot_be_managed !== true;
  const canDelete = code.cannot_delete_unmanaged_access_code !== true;
  return (
    <>
      <p className="soft">
        Somebody put this code on the lock there or in the maker's app. It is left alone until you say otherwise.
      </p>
      <div className="row">
        {canAdopt && (
          <Confirm
            label="Adopt it"
            kind="primary"
            title={`Adopt ${code.name ?? "this code"}?`}
            agree="Adopt it"
            onAgree={() => adopting.mutateAsync(asked)}
          >
            <p>
              From then on it is kept as it stands now: if somebody changes or removes it at {doorName}, it is put back.
              You can edit and delete it here. Nothing changes at the lock now.
            </p>
          </Confirm>
        )}
        {canDelete && (
          <Confirm
            label="Delete"
            title={`Delete ${code.name ?? "this code"}?`}
            agree="Delete it"
            onAgree={() => deleting.mutateAsync(asked)}
          >
            <p>
              Exactly this entry is taken off the lock of {doorName}. Whoever uses it no longer gets in. This cannot be
              taken back.
            </p>
          </Confirm>
        )}
      </div>
      {!canAdopt && <p className="soft">It cannot be adopted: the lock does not show what would have to be kept.</p>}
      {!canDelete && <p className="soft">It can only be deleted at the lock or in the maker's app.</p>}
    </>
  );
}
