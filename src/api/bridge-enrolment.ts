import { z } from "zod";
import { enrolBridge } from "#app/bridges.ts";
import type { Desk } from "#app/desk.ts";
import { isProblem, problem } from "#domain/problem.ts";
import { readBody } from "./read-body.ts";
import { type Exchange, replyJson, replyProblem } from "./reply.ts";

const asked = z.object({ code: z.string().min(1).max(100) });

/** Trades a bridge's one-time code for what it signs in with from then on. For the program at the site, and nobody else. */
export async function answerEnrolment(desk: Desk, request: Request, exchange: Exchange): Promise<Response> {
  const body = await readBody(request, exchange);
  if (isProblem(body)) return replyProblem(exchange, body);
  const read = asked.safeParse(parsed(body));
  const enrolled = read.success ? await enrolBridge(desk, read.data.code) : undefined;
  if (enrolled === undefined) return replyProblem(exchange, problem("unauthorized", "No bridge waits for this code."));
  const { bridge, token } = enrolled;
  return replyJson(exchange, { bridge_id: bridge.id, name: bridge.name, token, ok: true });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
