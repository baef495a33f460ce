import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { WireFoundCode } from "#api/contract/overview.ts";
import { Confirm } from "#console/ui/confirm.tsx";
import { Notice } from "#console/ui/notice.tsx";
import { ask } from "#console/wire/ask.ts";
import { nameOf } from "./found-code.tsx";

interface Action {
  readonly label: string;
  readonly title: (count: string) => string;
  /** What will happen. */
  readonly means: string;
  readonly isAllowed: (found: WireFoundCode) => boolean;
  readonly act: (accessCodeId: string) => Promise<unknown>;
  readonly kind?: "danger";
}

const adopt: Action = {
  label: "Adopt",
  title: (count) => `Adopt ${count}?`,
  means: "They are kept on their locks from here from now on: changed or removed there, they are put back.",
  isAllowed: ({ access_code }) => access_code.cannot_be_managed !== true,
  act: (id) => ask("/access_codes/unmanaged/convert_to_managed", { access_code_id: id }),
};
const keep: Action = {
  label: "Keep",
  title: (count) => `Keep ${count}?`,
  means: "They stay on their locks as they are, nothing is done about them, and they leave this list.",
  isAllowed: () => true,
  act: (id) => ask("/access_codes/unmanaged/keep", { access_code_id: id }),
};
const unkeep: Action = {
  label: "Decide again",
  title: (count) => `Put ${count} back among those to be decided on?`,
  means: "Nothing changes at the locks.",
  isAllowed: () => true,
  act: (id) => ask("/access_codes/unmanaged/keep", { access_code_id: id, is_kept: false }),
};
const remove: Action = {
  label: "Delete",
  title: (count) => `Delete ${count}?`,
  means: "They are taken off their locks, and whoever has such a PIN is shut out. It cannot be taken back.",
  isAllowed: ({ access_code }) => access_code.cannot_delete_unmanaged_access_code !== true,
  act: (id) => ask("/access_codes/unmanaged/delete", { access_code_id: id }),
  kind: "danger",
};

/** What can be done about the codes that were chosen, each told first with what it will do. */
export function BulkActions({
  codes,
  isKept,
  onDone,
}: {
  readonly codes: readonly WireFoundCode[];
  readonly isKept: boolean;
  readonly onDone: () => void;
}): ReactNode {
  const client = useQueryClient();
  const [failed, setFailed] = useState<readonly string[]>([]);
  const [progress, setProgress] = useState<string>();
  const actOn = async (action: Action, meant: readonly WireFoundCode[]) => {
    const wrong: string[] = [];
    for (const [index, found] of meant.entries()) {
      setProgress(`${index + 1} of ${meant.length}`);
      await action.act(found.access_code.access_code_id).catch((error: Error) => {
        wrong.push(`${nameOf(found)} at ${found.door.display_name}: ${error.message}`);
      });
    }
    setProgress(undefined);
    setFailed(wrong);
    onDone();
    await client.invalidateQueries();
  };
  return (
    <div className="stack tight">
      {codes.length > 0 && (
        <div className="row">
          {[adopt, isKept ? unkeep : keep, remove].map((action) => (
            <ActionButton key={action.label} action={action} codes={codes} progress={progress} onAct={actOn} />
          ))}
        </div>
      )}
      {failed.length > 0 && (
        <Notice tone="bad">
          <ul>
            {failed.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}

function ActionButton({
  action,
  codes,
  progress,
  onAct,
}: {
  readonly action: Action;
  readonly codes: readonly WireFoundCode[];
  readonly progress: string | undefined;
  readonly onAct: (action: Action, meant: readonly WireFoundCode[]) => Promise<void>;
}): ReactNode {
  const meant = codes.filter(action.isAllowed);
  const left = codes.length - meant.length;
  const count = meant.length === 1 ? "this code" : `${meant.length} codes`;
  if (meant.length === 0) return null;
  return (
    <Confirm
      label={action.label}
      kind={action.kind ?? "primary"}
      title={action.title(count)}
      agree={progress === undefined ? action.label : `${action.label}: ${progress}`}
      onAgree={() => onAct(action, meant)}
    >
      <div className="stack tight">
        <p>{action.means}</p>
        {left > 0 && <p className="soft">Left out: {left}, whose locks do not allow it.</p>}
        <ul className="meant">
          {meant.slice(0, 20).map((found) => (
            <li key={found.access_code.access_code_id}>
              {nameOf(found)} at {found.door.display_name}
            </li>
          ))}
          {meant.length > 20 && <li>and {meant.length - 20} more</li>}
        </ul>
      </div>
    </Confirm>
  );
}
