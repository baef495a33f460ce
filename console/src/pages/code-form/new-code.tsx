import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { Button, LinkButton } from "#console/ui/button.tsx";
import { Checkbox, TextField } from "#console/ui/fields.tsx";
import { Complaint, Loading } from "#console/ui/notice.tsx";
import { Refusal } from "#console/wire/ask.ts";
import { useAnswer, useDoing } from "#console/wire/queries.ts";
import { DoorsField } from "./doors-field.tsx";
import { type Draft, isOffline, missing, possible, wish, withDoors } from "./draft.ts";
import { OfflineChoice } from "./offline-choice.tsx";
import { PinChoice } from "./pin-choice.tsx";
import { WhenFields, whenToBegin, zoneOf } from "./when.tsx";
import "./code-form.css";

const route = getRouteApi("/codes/new");

/** A new code, at the door that the address names, or at those that are chosen here. */
export function Page(): ReactNode {
  const { device_id: deviceId } = route.useSearch();
  const { data, error } = useAnswer("/devices/list", deviceId === undefined ? undefined : { device_ids: [deviceId] });
  return (
    <>
      <h1>New code</h1>
      <Complaint error={error} />
      {deviceId !== undefined && data === undefined ? (
        error === null && <Loading what="the door" />
      ) : (
        <NewCode key={deviceId} doors={data?.devices ?? []} />
      )}
    </>
  );
}

function NewCode({ doors }: { readonly doors: readonly WireDevice[] }): ReactNode {
  const [draft, setDraft] = useState<Draft>(() => ({
    doors,
    name: "",
    when: whenToBegin(zoneOf(doors)),
    pin: undefined,
    wantsOffline: false,
    opensOnce: false,
    rounding: "1hour",
    hasBackup: false,
    mayBeChangedByOthers: false,
    mayDiffer: false,
  }));
  const { submit, error, isPending, forget } = useMaking(draft);
  const change = (to: Partial<Draft>) => {
    setDraft({ ...draft, ...to });
    forget();
  };
  const lacks = missing(draft);
  const fields = error instanceof Refusal ? error.fields : {};
  return (
    <form className="code-form" onSubmit={submit}>
      <section className="card stack" aria-labelledby="where">
        <h2 id="where">Which doors</h2>
        <DoorsField doors={draft.doors} onChange={(chosen) => change(withDoors(draft, chosen))} />
      </section>
      <section className="card stack" aria-labelledby="who">
        <h2 id="who">For whom, and when</h2>
        <TextField
          label="Name"
          value={draft.name}
          onChange={(name) => change({ name })}
          placeholder="Grace Hopper"
          autoComplete="off"
          validationBehavior="aria"
          complaint={fields.name}
          help="Shown here, and on the lock as far as it can show it."
        />
        <WhenFields when={draft.when} onChange={(when) => change({ when })} doors={draft.doors} complaints={fields} />
      </section>
      <How draft={draft} change={change} complaint={fields.code} />
      <Complaint error={error} />
      <div className="row">
        <Button kind="primary" type="submit" isPending={isPending} isDisabled={lacks !== undefined}>
          {draft.doors.length > 1 ? `Make a code for ${draft.doors.length} doors` : "Make the code"}
        </Button>
        <LinkButton to="/codes">Cancel</LinkButton>
        {lacks !== undefined && <span className="soft">{lacks}</span>}
      </div>
    </form>
  );
}

function How({
  draft,
  change,
  complaint,
}: {
  readonly draft: Draft;
  readonly change: (to: Partial<Draft>) => void;
  readonly complaint: string | undefined;
}): ReactNode {
  const [door] = draft.doors;
  if (door === undefined) return null;
  const can = possible(draft.doors);
  if (!can.online && !can.offline) return null;
  const isOnline = !isOffline(draft);
  return (
    <section className="card stack" aria-labelledby="how">
      <h2 id="how">How</h2>
      {can.offline && <OfflineChoice door={door} draft={draft} onChange={change} />}
      {isOnline && can.ownPin && (
        <PinChoice pin={draft.pin} onChange={(pin) => change({ pin })} doors={draft.doors} complaint={complaint} />
      )}
      {isOnline && !can.ownPin && <p className="soft">The lock's maker chooses the PIN.</p>}
      {isOnline && (
        <div>
          {draft.doors.length > 1 && (
            <Checkbox isSelected={draft.mayDiffer} onChange={(mayDiffer) => change({ mayDiffer })}>
              A door that cannot have the others' PIN may get one of its own
            </Checkbox>
          )}
          {can.backup && draft.when.kind === "time_bound" && (
            <Checkbox isSelected={draft.hasBackup} onChange={(hasBackup) => change({ hasBackup })}>
              Keep spare codes on the lock, to be given out should this one fail
            </Checkbox>
          )}
          <Checkbox
            isSelected={draft.mayBeChangedByOthers}
            onChange={(mayBeChangedByOthers) => change({ mayBeChangedByOthers })}
          >
            Leave it as it is if somebody changes or removes it at the lock
          </Checkbox>
        </div>
      )}
    </section>
  );
}

/** Makes the code and goes to its page, where one can watch it come onto the lock. */
function useMaking(draft: Draft) {
  const navigate = route.useNavigate();
  const one = useDoing("/access_codes/create");
  const several = useDoing("/access_codes/create_multiple");
  const show = (code: { readonly access_code_id: string } | undefined) => {
    if (code === undefined) return;
    void navigate({ to: "/codes/$accessCodeId", params: { accessCodeId: code.access_code_id } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [door] = draft.doors;
    if (door === undefined || missing(draft) !== undefined) return;
    const asked = wish(draft);
    if (draft.doors.length === 1) {
      one.mutate({ ...asked, device_id: door.device_id }, { onSuccess: (answer) => show(answer.access_code) });
      return;
    }
    several.mutate(
      {
        ...asked,
        device_ids: draft.doors.map(({ device_id }) => device_id),
        behavior_when_code_cannot_be_shared: draft.mayDiffer ? "create_random_code" : "throw",
      },
      { onSuccess: (answer) => show(answer.access_codes[0]) },
    );
  };
  return {
    submit,
    error: one.error ?? several.error,
    isPending: one.isPending || several.isPending,
    /** What went wrong is no longer said, for what was asked is being changed. */
    forget: () => {
      one.reset();
      several.reset();
    },
  };
}
