import { z } from "zod";
import { deviceId } from "./params.ts";
import { roundingIn, wantedCode, wantedIn } from "./wanted-code.ts";

/** So many codes can come in with one call. */
export const importedAtOnce = 1_000;

/** One code of an import, as it is sent, or as a line of a file says it. */
export const importedCode = z.object({ import_key: z.string().min(1).max(200), device_id: deviceId }).merge(wantedCode);

/** The same in our words. */
export function importedIn(code: z.output<typeof importedCode>) {
  return {
    ...wantedIn(code),
    importKey: code.import_key,
    deviceId: code.device_id,
    maxRounding: roundingIn(code),
  };
}
