import type { WireActionAttempt } from "#api/contract/wire.ts";
import type { ActionAttemptView } from "#app/views.ts";
import { presentAccessCode } from "./access-code.ts";

export function presentActionAttempt(view: ActionAttemptView, now: number): WireActionAttempt {
  const { attempt } = view;
  const common = { action_attempt_id: attempt.id, action_type: attempt.type };
  switch (attempt.state.kind) {
    case "pending":
      return { ...common, status: "pending", result: null, error: null } as WireActionAttempt;
    case "success":
      return { ...common, status: "success", result: resultOf(view, now), error: null } as WireActionAttempt;
    case "error":
      return {
        ...common,
        status: "error",
        result: null,
        error: { type: attempt.state.type, message: attempt.state.message },
      } as WireActionAttempt;
  }
}

/** What came of it: the code as it stands now, or whether the lock itself confirmed the turn. */
function resultOf({ attempt, view }: ActionAttemptView, now: number): object {
  if (attempt.type === "CREATE_ACCESS_CODE" || attempt.type === "UPDATE_ACCESS_CODE") {
    return view?.code.isManaged ? { access_code: presentAccessCode(view, now) } : {};
  }
  if (attempt.state.kind !== "success" || attempt.state.wasConfirmedByDevice === undefined) return {};
  return { was_confirmed_by_device: attempt.state.wasConfirmedByDevice };
}
