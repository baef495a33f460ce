import { type ReactNode, useState } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { Confirm } from "#console/ui/confirm.tsx";
import { Loading, Notice } from "#console/ui/notice.tsx";
import { ask } from "#console/wire/ask.ts";
import { useAnswer } from "#console/wire/queries.ts";

/** Opens the door from here, and says what came of it. */
export function UnlockNow({ door }: { readonly door: WireDevice }): ReactNode {
  const [attemptId, setAttemptId] = useState<string>();
  const unlock = async () => {
    const { action_attempt } = await ask("/locks/unlock_door", { device_id: door.device_id });
    setAttemptId(action_attempt.action_attempt_id);
  };
  return (
    <li className="card stack tight">
      <h3>3. Open the door from here</h3>
      {door.can_remotely_unlock === true ? (
        <div>
          <Confirm
            kind="primary big"
            label="Open the door"
            title={`Open ${door.display_name}?`}
            agree="Open it now"
            onAgree={unlock}
          >
            It unlocks for whoever stands there. Be sure that it is your guest.
          </Confirm>
        </div>
      ) : (
        <p className="soft">
          {door.can_remotely_unlock === false
            ? "This lock cannot be opened from here at present."
            : "This lock cannot be opened from here."}
        </p>
      )}
      {attemptId !== undefined && <Outcome attemptId={attemptId} />}
    </li>
  );
}

function Outcome({ attemptId }: { readonly attemptId: string }): ReactNode {
  const { data } = useAnswer("/action_attempts/get", { action_attempt_id: attemptId });
  const attempt = data?.action_attempt;
  if (attempt === undefined || attempt.status === "pending") return <Loading what="what the lock says" />;
  return attempt.status === "success" ? (
    <Notice tone="good">The lock says that the door is open.</Notice>
  ) : (
    <Notice tone="bad">{attempt.error.message}</Notice>
  );
}
