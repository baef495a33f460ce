import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WireFoundCode } from "#api/contract/overview.ts";
import { Checkbox } from "#console/ui/fields.tsx";
import { Tag } from "#console/ui/notice.tsx";
import { Pin } from "#console/ui/pin.tsx";
import { Span, Until } from "#console/ui/time.tsx";

export function nameOf({ access_code: code }: WireFoundCode): string {
  return code.name ?? "A code without a name";
}

/** One code that was found, where, and what the lock allows to be done about it. */
export function FoundCode({
  found,
  isChosen,
  onChoose,
}: {
  readonly found: WireFoundCode;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}): ReactNode {
  const { access_code: code, door } = found;
  return (
    <div className="found-code">
      <Checkbox isSelected={isChosen} onChange={onChoose}>
        <span className="stack names">
          <strong>{nameOf(found)}</strong>
          <span className="soft">
            {door.display_name} · found <Until at={code.created_at} />
          </span>
        </span>
      </Checkbox>
      <span className="soft">
        {code.type === "time_bound" ? (
          <Span from={code.starts_at} to={code.ends_at} zone={door.time_zone ?? undefined} />
        ) : (
          "No end that is known"
        )}
      </span>
      <Pin accessCodeId={code.access_code_id} name={nameOf(found)} />
      <span className="row">
        {code.cannot_be_managed === true && (
          <Tag tone="plain" sign="cross">
            Cannot be adopted
          </Tag>
        )}
        {code.cannot_delete_unmanaged_access_code === true && (
          <Tag tone="plain" sign="cross">
            Cannot be deleted from here
          </Tag>
        )}
        <Link to="/codes/$accessCodeId" params={{ accessCodeId: code.access_code_id }}>
          Details
        </Link>
      </span>
    </div>
  );
}
