import type { Event } from "#domain/event.ts";
import { momentInWords } from "#domain/time-in-words.ts";

/** What one request asked for, as the end of a sentence that begins with who asked; no PINs. */
export function requestInWords(event: Event, timeZone: string | undefined): string {
  switch (event.type) {
    case "access_code.created":
      return "asked for the code.";
    case "access_code.unmanaged.converted_to_managed":
      return "took over the code, which was found on the lock.";
    case "access_code.backup_access_code_pulled":
      return event.payload?.is_automatic === true
        ? `handed a backup code over without being asked. ${event.payload.message ?? ""}`.trim()
        : "asked for a backup of the code.";
    default:
      return mutationsInWords(mutationsOf(event), timeZone);
  }
}

function mutationsInWords(mutations: readonly Mutation[], timeZone: string | undefined): string {
  // What changes nothing was asked for the sake of another try.
  if (mutations.length === 0) return "asked for another try at once.";
  return `${mutations.map((mutation) => mutationInWords(mutation, timeZone)).join(", and ")}.`;
}

interface Mutation {
  readonly mutation_code: string;
  readonly to?: Readonly<Record<string, unknown>>;
}

/** They stand among what is kept encrypted where one of them holds a PIN. */
function mutationsOf({ payload, secret }: Event): readonly Mutation[] {
  const listed = payload?.requested_mutations ?? secret?.requested_mutations;
  return Array.isArray(listed) ? (listed as readonly Mutation[]) : [];
}

function mutationInWords({ mutation_code: kind, to }: Mutation, timeZone: string | undefined): string {
  switch (kind) {
    case "creating":
      return "asked for the code to be put on the lock";
    case "deleting":
      return "asked for the code to be deleted";
    case "updating_code":
      return "asked for another PIN";
    case "updating_name":
      return typeof to?.name === "string" ? `asked for the name “${to.name}”` : "asked for no name";
    case "updating_time_frame":
      return `asked for another time: ${timeFrameInWords(to ?? {}, timeZone)}`;
    default:
      return "asked for a change";
  }
}

function timeFrameInWords(
  { starts_at: from, ends_at: until }: Readonly<Record<string, unknown>>,
  timeZone: string | undefined,
): string {
  if (typeof from !== "string" || typeof until !== "string") return "without an end";
  return `from ${momentInWords(Date.parse(from), timeZone)} to ${momentInWords(Date.parse(until), timeZone)}`;
}
