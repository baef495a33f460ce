import type { WireActionAttempt } from "#api/contract/wire.ts";
import type { AccessCodeView, ActionAttemptView } from "#app/views.ts";
import { presentAccessCode } from "./access-code.ts";

/** An attempt, and its code where that is to be shown with it. */
interface Shown extends Pick<ActionAttemptView, "attempt"> {
  readonly view?: AccessCodeView | undefined;
}

export function presentActionAttempt(shown: Shown, now: number): WireActionAttempt {
  const { attempt } = shown;
  const common = { action_attempt_id: attempt.id, action_type: attempt.type };
  switch (attempt.state.kind) {
    case "pending":
      return { ...common, status: "pending", result: null, error: null } as WireActionAttempt;
    case "success":
      return { ...common, status: "success", result: resultOf(shown, now), error: null } as WireActionAttempt;
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
function resultOf({ attempt, view }: Shown, now: number): object {
  if (attempt.type === "CREATE_ACCESS_CODE" || attempt.type === "UPDATE_ACCESS_CODE") {
    return view?.code.isManaged ? { access_code: presentAccessCode(view, now) } : {};
  }
  if (attempt.state.kind !== "success" || attempt.state.wasConfirmedByDevice === undefined) return {};
  return { was_confirmed_by_device: attempt.state.wasConfirmedByDevice };
}
