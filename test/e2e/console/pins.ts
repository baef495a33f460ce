import type { House } from "#test/support/house.ts";

/** Every PIN that the house knows, of our codes and of those that were found. */
export async function knownPins({ seam }: House): Promise<readonly string[]> {
  const devices = await seam.devices.list();
  const codes = await Promise.all(
    devices.flatMap(({ device_id }) => [
      seam.accessCodes.list({ device_id }),
      seam.accessCodes.unmanaged.list({ device_id }),
    ]),
  );
  const pins: (string | null | undefined)[] = codes.flat().map(({ code }) => code);
  return [...new Set(pins.filter((pin) => typeof pin === "string"))];
}

/** Those that stand in a text by themselves: the same digits within an id or a time are no PIN. */
export function pinsIn(text: string, pins: readonly string[]): readonly string[] {
  return pins.filter((pin) => new RegExp(`(?<![0-9A-Za-z:-]|\\d\\.)${pin}(?![0-9A-Za-z:-]|\\.\\d)`).test(text));
}
