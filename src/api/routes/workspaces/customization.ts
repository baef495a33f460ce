import { z } from "zod";

/** How connect webviews look; null removes. */
export const customization = z.object({
  primary_button_color: z.string().nullable().optional(),
  primary_button_text_color: z.string().nullable().optional(),
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
