import type { Answer } from "#drivers/kit/exchange-json.ts";
import { asObject, field, number } from "#drivers/kit/untrusted.ts";

/**
 * What the token endpoint says, out of the shell in which it says it: `{"code":200,"data":{...}}` (two open clients, 2026).
 * A guess: that a refusal has the same shell, with another code; no document and no client shows one.
 */
export function asIssued(answer: Answer): Answer {
  const shell = answer.kind === "answered" ? asObject(answer.body) : undefined;
  const data = shell && asObject(field(shell, "data"));
  const code = shell && number(shell, "code");
  if (answer.kind !== "answered" || shell === undefined || (data === undefined && code === undefined)) return answer;
  const isRefusal = answer.status < 300 && code !== undefined && code >= 400 && code < 600;
  return { ...answer, status: isRefusal ? code : answer.status, body: { ...shell, ...data } };
}
