import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Notice } from "#console/ui/notice.tsx";
import { Pin } from "#console/ui/pin.tsx";
import type { KnownCode } from "./use-code.ts";

/** The backup code that stands in for this one, for whoever has to read it out to a guest. */
export function Backup({ known }: { readonly known: KnownCode }): ReactNode {
  const id = known.managed?.pulled_backup_access_code_id ?? undefined;
  if (id === undefined) return null;
  return (
    <Notice tone="good">
      <p>
        <strong>A backup code stands in for this one.</strong> It is on the lock already: give the guest its PIN.
      </p>
      <span className="row">
        <Pin accessCodeId={id} name="the backup code" />
        <Link to="/codes/$accessCodeId" params={{ accessCodeId: id }}>
          To the backup code
        </Link>
      </span>
    </Notice>
  );
}
