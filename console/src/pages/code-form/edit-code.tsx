import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import type { WireAccessCode, WireDevice } from "#api/contract/wire.ts";
import { Button, LinkButton } from "#console/ui/button.tsx";
import { Checkbox, TextField } from "#console/ui/fields.tsx";
import { Complaint, Empty, Loading, Notice } from "#console/ui/notice.tsx";
import { Radios } from "#console/ui/radios.tsx";
import { Refusal } from "#console/wire/ask.ts";
import { useAnswer, useDoing } from "#console/wire/queries.ts";
import { DoorRules } from "./doors-field.tsx";
import { type When, WhenFields, type Window, whenToBegin, windowOf, zoneOf } from "./when.tsx";
import { wallTimeOf } from "./zoned-time.ts";
import "./code-form.css";

const route = getRouteApi("/codes/$accessCodeId/edit");

/** Another name or time for a code; of linked codes, for all of them or this one. */
export function Page(): ReactNode {
  const { accessCodeId } = route.useParams();
  const found = useAnswer("/access_codes/search", { access_code_ids: [accessCodeId] });
  const [code] = found.data?.access_codes ?? [];
  const doors = useAnswer("/devices/list", code === undefined ? undefined : { device_ids: [code.device_id] });
  const error = found.error ?? doors.error;
  return (
    <>
      <h1>Edit {code?.name ?? "a code"}</h1>
      <Complaint error={error} />
      {found.data !== undefined && code === undefined && (
        <Empty title="This code cannot be edited">
          It is gone, or stands on its door without us.{" "}
          <LinkButton to="/codes/$accessCodeId" params={{ accessCodeId }}>
            To the code
          </LinkButton>
        </Empty>
      )}
      {code !== undefined && doors.data !== undefined && (
        <EditCode key={code.access_code_id} code={code} door={doors.data.devices[0]} />
      )}
      {error === null && (found.data === undefined || (code !== undefined && doors.data === undefined)) && (
        <Loading what="the code" />
      )}
    </>
  );
}

function EditCode({ code, door }: { readonly code: WireAccessCode; readonly door: WireDevice | undefined }): ReactNode {
  const doors = door === undefined ? [] : [door];
  const zone = zoneOf(doors);
  const [name, setName] = useState(code.name ?? "");
  const [when, setWhen] = useState(() => whenOf(code, zone));
  const [isLinked, setLinked] = useState(code.common_code_key !== null);
  const [isFree, setFree] = useState(code.is_external_modification_allowed);
  const { save, error, isPending } = useSaving(code, { name, when, zone, isLinked, isFree });
  const fields = error instanceof Refusal ? error.fields : {};
  return (
    <form className="code-form" onSubmit={save}>
      {code.common_code_key !== null && (
        <WhichCodes isLinked={isLinked} onChoose={setLinked} doorName={door?.display_name ?? "this door"} />
      )}
      <section className="card stack">
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          autoComplete="off"
          validationBehavior="aria"
          complaint={fields.name}
        />
        {isLinked && when.kind !== kindOf(code) && (
          <Notice tone="wait">Linked codes become ongoing or time-bound one by one: choose only this door.</Notice>
        )}
        <WhenFields when={when} onChange={setWhen} doors={doors} complaints={fields} />
        {!isLinked && (
          <Checkbox isSelected={isFree} onChange={setFree}>
            Leave it as it is if somebody changes or removes it at the lock
          </Checkbox>
        )}
        {door !== undefined && <DoorRules door={door} />}
      </section>
      <p className="soft">
        The lock is told of the change; until it has it, it opens as before. The PIN is changed on the code's own page.
      </p>
      <Complaint error={error} />
      <div className="row">
        <Button
          kind="primary"
          type="submit"
          isPending={isPending}
          isDisabled={
            (when.kind === "time_bound" && windowOf(when, zone) === undefined) ||
            (isLinked && when.kind !== kindOf(code))
          }
        >
          Save
        </Button>
        <LinkButton to="/codes/$accessCodeId" params={{ accessCodeId: code.access_code_id }}>
          Cancel
        </LinkButton>
      </div>
    </form>
  );
}

function WhichCodes({
  isLinked,
  onChoose,
  doorName,
}: {
  readonly isLinked: boolean;
  readonly onChoose: (isLinked: boolean) => void;
  readonly doorName: string;
}): ReactNode {
  return (
    <section className="card">
      <Radios
        label="Which codes"
        choices={[
          {
            id: "all",
            label: "All doors with this PIN",
            help: "Name and time change at every one of them, or at none.",
          },
          { id: "one", label: `Only ${doorName}` },
        ]}
        chosen={isLinked ? "all" : "one"}
        onChoose={(which) => onChoose(which === "all")}
      />
    </section>
  );
}

interface Edited {
  readonly name: string;
  readonly when: When;
  readonly zone: string;
  readonly isLinked: boolean;
  readonly isFree: boolean;
}

function useSaving(code: WireAccessCode, { name, when, zone, isLinked, isFree }: Edited) {
  const navigate = route.useNavigate();
  const one = useDoing("/access_codes/update");
  const all = useDoing("/access_codes/update_multiple");
  const save = (event: FormEvent) => {
    event.preventDefault();
    const onSuccess = () =>
      void navigate({ to: "/codes/$accessCodeId", params: { accessCodeId: code.access_code_id } });
    const changed = {
      ...(name === (code.name ?? "") ? {} : { name }),
      ...changedTimes(code, when, zone),
    };
    if (isLinked && code.common_code_key !== null) {
      all.mutate({ common_code_key: code.common_code_key, ...changed }, { onSuccess });
      return;
    }
    const asked = { access_code_id: code.access_code_id, type: when.kind, is_external_modification_allowed: isFree };
    one.mutate({ ...asked, ...changed }, { onSuccess });
  };
  return { save, error: one.error ?? all.error, isPending: one.isPending || all.isPending };
}

function kindOf(code: WireAccessCode): When["kind"] {
  return code.type === "ongoing" ? "ongoing" : "time_bound";
}

/** The code's time as it is typed; of an ongoing one, what one would begin with. */
function whenOf(code: WireAccessCode, zone: string): When {
  const { starts_at: from, ends_at: to } = code;
  if (from == null || to == null) return { ...whenToBegin(zone), kind: "ongoing" };
  return { kind: "time_bound", from: wallTimeOf(zone, from), to: wallTimeOf(zone, to) };
}

/** The ends that are typed anew: seconds that are not shown are no change. */
function changedTimes(code: WireAccessCode, when: When, zone: string): Partial<Window> {
  const window = windowOf(when, zone);
  if (when.kind === "ongoing" || window === undefined) return {};
  const before = whenOf(code, zone);
  if (before.kind === "ongoing") return window;
  return {
    ...(when.from === before.from ? {} : { starts_at: window.starts_at }),
    ...(when.to === before.to ? {} : { ends_at: window.ends_at }),
  };
}
