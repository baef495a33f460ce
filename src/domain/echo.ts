import type { AccessCode, UnsettledAttempt } from "./access-code.ts";
import type { Resident } from "./observation.ts";

/** A lock tells of what we wrote within this after we began, or knew of it, in milliseconds: a call has 20 s, its word 15. */
export const echoMs = 35_000;

/**
 * What was seen, without what a lock told of writes of our own: some tell of a code that came over the air as they do of
 * one that was typed in, and another process than the one that heard it may have written.
 */
export function withoutEchoes(
  residents: readonly Resident[],
  written: { readonly codes: readonly AccessCode[]; readonly unsettled: readonly UnsettledAttempt[] },
): readonly Resident[] {
  return residents.map((resident) => {
    const { altered, alteredAt, ...rest } = resident;
    if (altered === undefined || alteredAt === undefined) return resident;
    return alteredAt <= lastWriteTo(resident, written) + echoMs ? rest : resident;
  });
}

function lastWriteTo({ place }: Resident, { codes, unsettled }: Parameters<typeof withoutEchoes>[1]): number {
  const known = codes.flatMap(({ onLock }) => {
    if (onLock?.place !== place) return [];
    const { acknowledged, claimed, assumed } = onLock.evidence;
    return [acknowledged, claimed, assumed].filter((at) => at !== undefined);
  });
  const tried = unsettled.flatMap(({ kind, aim, startedAt }) => (kind === "set" && aim === place ? [startedAt] : []));
  return Math.max(Number.NEGATIVE_INFINITY, ...known, ...tried);
}
