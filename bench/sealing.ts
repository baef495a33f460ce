import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { DeviceId } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { workspaceKeys } from "#store/seal.ts";
import { judge } from "./goals.ts";
import type { Section } from "./report.ts";

const place = { table: "access_codes", column: "sealed_pin", row: "00000000-0000-4000-8000-000000000000" };

/** What a creation computes with keys: a PIN sealed for its row and for its event, its index, and who asks. */
export function measureSealing(count: number): Section {
  const keys = workspaceKeys("workspace", randomBytes(32), (length) => new Uint8Array(randomBytes(length)));
  const pin = Pin.parse("529174");
  if (pin === undefined) throw new Error("This is a PIN.");
  const known = createHash("sha256").update("token").digest();
  const once = () => {
    keys.seal(place, pin.reveal());
    keys.seal(place, pin.reveal());
    keys.pinIndex("device" as DeviceId, pin);
    timingSafeEqual(createHash("sha256").update("token").digest(), known);
  };
  for (let number = 0; number < count / 10; number += 1) once();
  const before = process.cpuUsage();
  for (let number = 0; number < count; number += 1) once();
  const { user, system } = process.cpuUsage(before);
  const us = (user + system) / count;
  return {
    title: "What a creation computes with keys",
    lines: [{ name: "two seals, an index, a token", rate: 1_000_000 / us, p50: us / 1_000, p99: undefined, count }],
    judged: [judge({ id: "P-20", what: "of a processor, for a creation", unit: "us", bound: { atMost: 60 } }, us)],
  };
}
