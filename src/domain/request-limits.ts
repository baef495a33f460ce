/** What may be asked of one device so often and no oftener. */
export type LimitedRequest = "create" | "update" | "delete" | "lock" | "unlock";

/** How often in any minute. Source: the API's guide to its limits, July 2026. */
export const mostInAMinute: Readonly<Record<LimitedRequest, number>> = {
  create: 10,
  update: 10,
  delete: 20,
  lock: 15,
  unlock: 15,
};
/** The span that is counted over, in milliseconds. */
export const limitSpanMs = 60_000;
