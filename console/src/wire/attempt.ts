import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { Answers } from "./answers.ts";
import { ask } from "./ask.ts";

/** So often an attempt that is under way is asked for, in milliseconds. */
const askEveryMs = 700;

/** An action attempt, followed until it is finished. */
export function useAttempt(id: string | undefined): UseQueryResult<Answers<"/action_attempts/get">, Error> {
  return useQuery({
    queryKey: ["/action_attempts/get", id],
    queryFn: ({ signal }) => ask("/action_attempts/get", { action_attempt_id: id ?? "" }, signal),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data?.action_attempt.status === "pending" ? askEveryMs : false),
  });
}
