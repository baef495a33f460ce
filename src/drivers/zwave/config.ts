import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";

/** Where one Z-Wave JS server is reached. The protocol knows no sign-in. */
export interface ZwaveConfig {
  /** `ws:` or `wss:`. */
  readonly url: string;
  /** IANA zone of the clocks on the locks. `undefined`: their schedules are left alone, and codes come and go in time. */
  readonly timeZone?: string | undefined;
}

const schema = z.object({
  url: z
    .string()
    .url()
    .refine((value) => /^wss?:\/\/[^?#]+$/i.test(value)),
  timeZone: z.string().refine(isZone).optional(),
});

export const form: readonly FormField[] = [
  {
    name: "url",
    label: "Address",
    kind: "text",
    required: true,
    help: "Of the Z-Wave JS server's WebSocket, such as ws://127.0.0.1:3000",
  },
  {
    name: "timeZone",
    label: "Time zone",
    kind: "text",
    required: false,
    help: "What the locks' clocks show, such as Europe/Berlin: they then keep the times of codes themselves",
  },
];

export function parseConfig(raw: unknown): ZwaveConfig | undefined {
  return schema.safeParse(raw).data;
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
