import type { ConnectedAccountId } from "#domain/ids.ts";
import { isProblem, problem } from "#domain/problem.ts";
import { readBody } from "./read-body.ts";
import { type Exchange, replyNothing, replyProblem } from "./reply.ts";

/** What became of a provider's delivery: taken, not genuine, or for no account of ours. */
export type Receipt = "received" | "refused" | "unknown_account";

/** Hands on what a provider posted, byte for byte: its signature is over the raw body. */
export type ReceiveDelivery = (
  accountId: ConnectedAccountId,
  delivery: { readonly headers: Headers; readonly body: string },
) => Promise<Receipt>;

export const deliveryPath = "/provider_deliveries/:connected_account_id";

export async function takeDelivery(
  receive: ReceiveDelivery | undefined,
  request: Request,
  accountId: string,
  exchange: Exchange,
): Promise<Response> {
  if (receive === undefined || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(accountId)) return unknown(exchange);
  const body = await readBody(request, exchange);
  if (isProblem(body)) return replyProblem(exchange, body);
  return receive(accountId as ConnectedAccountId, { headers: request.headers, body }).then((receipt) =>
    acknowledge(receipt, exchange),
  );
}

function acknowledge(receipt: Receipt, exchange: Exchange): Response {
  switch (receipt) {
    case "received":
      return replyNothing(exchange, 204);
    case "refused":
      return replyProblem(exchange, problem("unauthorized", "The delivery is not signed by the account's provider."));
    case "unknown_account":
      return unknown(exchange);
  }
}

function unknown(exchange: Exchange): Response {
  return replyProblem(exchange, problem("connected_account_not_found", "No connected account takes deliveries here."));
}
