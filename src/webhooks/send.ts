import type { DeliveryFailure } from "#domain/webhook.ts";

/** What goes out to an endpoint, as a POST. */
export interface SendRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of it. */
export type SendOutcome =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** The header of that name. */
      readonly retryAfter: string | undefined;
      /** The beginning of the answer, at most `answerBytesMax` of it. */
      readonly answer: string;
    }
  | { readonly kind: "unanswered"; readonly because: DeliveryFailure };

/** Sends one request and never rejects; follows no redirect. Once `signal` aborts, it ends with what there is. */
export type Send = (request: SendRequest, signal: AbortSignal) => Promise<SendOutcome>;

export const answerBytesMax = 4_096;
