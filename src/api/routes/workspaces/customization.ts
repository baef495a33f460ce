import { z } from "zod";

/** As the contract's own models read a colour; it goes into a page. */
const color = z.string().regex(/^#([\da-f]{3}|[\da-f]{6})$/i, "Expected a hex colour such as #1a2b3c");

/** How connect webviews look; null removes. */
export const customization = z.object({
  primary_button_color: color.nullable().optional(),
  primary_button_text_color: color.nullable().optional(),
  success_message: z.string().nullable().optional(),
  logo_shape: z.enum(["circle", "square"]).nullable().optional(),
});

/** The fields that were said; `undefined` says nothing. */
export function saidOf(
  asked: Readonly<Record<string, string | null | undefined>> | undefined,
): Readonly<Record<string, string | null>> {
  const said = Object.entries(asked ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.fromEntries(said);
}
