import { type ReactNode, useEffect, useState } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { Confirm } from "#console/ui/confirm.tsx";
import { Complaint, Notice } from "#console/ui/notice.tsx";
import { useAttempt } from "#console/wire/attempt.ts";
import { queryClient, useDoing } from "#console/wire/queries.ts";

type Way = "lock" | "unlock";

/** Locks and unlocks the door, and follows it to its end. `children` stand beside. */
export function Turn({ door, children }: { readonly door: WireDevice; readonly children: ReactNode }): ReactNode {
  const [asked, setAsked] = useState<{ readonly way: Way; readonly id: string }>();
  const lock = useDoing("/locks/lock_door");
  const unlock = useDoing("/locks/unlock_door");
  const { device_id } = door;
  const isPending = lock.isPending || unlock.isPending;
  return (
    <>
      <div className="row">
        {door.can_remotely_unlock === true && (
          <Confirm
            kind="primary"
            label="Unlock"
            title={`Unlock ${door.display_name} now?`}
            agree="Unlock the door"
            onAgree={async () => {
              const { action_attempt: attempt } = await unlock.mutateAsync({ device_id });
              setAsked({ way: "unlock", id: attempt.action_attempt_id });
            }}
          >
            <p>It opens for whoever stands there, and stays unlocked until it is locked again.</p>
          </Confirm>
        )}
        {door.can_remotely_lock === true && (
          <Button
            isPending={isPending}
            onPress={() =>
              lock.mutate(
                { device_id },
                { onSuccess: ({ action_attempt: { action_attempt_id: id } }) => setAsked({ way: "lock", id }) },
              )
            }
          >
            Lock
          </Button>
        )}
        {children}
      </div>
      <Complaint error={lock.error} />
      {asked !== undefined && <Progress key={asked.id} {...asked} />}
    </>
  );
}

function Progress({ way, id }: { readonly way: Way; readonly id: string }): ReactNode {
  const { data, error } = useAttempt(id);
  const attempt = data?.action_attempt;
  const isFinished = attempt !== undefined && attempt.status !== "pending";
  useEffect(() => {
    if (isFinished) void queryClient.invalidateQueries({ queryKey: ["/devices/get"] });
  }, [isFinished]);
  if (attempt === undefined || attempt.status === "pending") {
    return (
      <>
        <Complaint error={error} />
        <div role="status" className="stack tight">
          <span>{way === "lock" ? "Locking" : "Unlocking"}: the lock has been asked, and has yet to answer.</span>
          <div className="progress" />
        </div>
      </>
    );
  }
  if (attempt.status === "error") {
    return (
      <Notice tone="bad">
        It did not {way}. {attempt.error.message}
      </Notice>
    );
  }
  const { result } = attempt as { readonly result: { readonly was_confirmed_by_device?: boolean } };
  return (
    <Notice tone="good">
      The door was {way}ed.{" "}
      {result.was_confirmed_by_device === true
        ? "The lock itself confirmed it."
        : "Its maker says so; the lock itself was not heard."}
    </Notice>
  );
}
