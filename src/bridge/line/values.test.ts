import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { AccessCode, OnLock, UnsettledAttempt } from "#domain/access-code.ts";
import type { Capabilities } from "#domain/capabilities.ts";
import type { AccountReport } from "#domain/connected-account.ts";
import type { DeviceReport } from "#domain/device.ts";
import type { Mandate } from "#domain/mandate.ts";
import type { FailureCause, Observation, Resident } from "#domain/observation.ts";
import type { Outcome, Refusal, Step } from "#domain/step.ts";
import type * as messages from "./messages.ts";
import type * as values from "./values.ts";

type Names<Schema extends z.ZodTypeAny> = keyof z.infer<Schema>;
type Of<Union extends { kind: string }, Kind extends Union["kind"]> = keyof Extract<Union, { kind: Kind }>;

/** The compiler is the judge: a field that the domain gets and the schema does not know would be lost on the way. */
test("nothing of the domain is lost on the line", () => {
  expectTypeOf<Names<typeof values.capabilities>>().toEqualTypeOf<keyof Capabilities>();
  expectTypeOf<Names<typeof values.deviceReport>>().toEqualTypeOf<keyof DeviceReport>();
  expectTypeOf<Names<typeof values.accountReport>>().toEqualTypeOf<keyof AccountReport>();
  expectTypeOf<Names<typeof values.resident>>().toEqualTypeOf<keyof Resident>();
  expectTypeOf<Names<typeof values.onLock>>().toEqualTypeOf<keyof OnLock>();
  expectTypeOf<Names<typeof values.unsettled>>().toEqualTypeOf<keyof UnsettledAttempt>();
  // What a maker computes is not entrusted.
  expectTypeOf<Names<typeof values.accessCode>>().toEqualTypeOf<Exclude<keyof AccessCode, "offline">>();
  expectTypeOf<Names<typeof messages.mandate>>().toEqualTypeOf<keyof Mandate>();
  expectTypeOf<z.infer<typeof values.failureCause>>().toEqualTypeOf<FailureCause>();
  expectTypeOf<z.infer<typeof values.refusal>>().toEqualTypeOf<Refusal>();
  type Steps = z.infer<typeof messages.step>;
  expectTypeOf<Steps["kind"]>().toEqualTypeOf<Step["kind"]>();
  expectTypeOf<Of<Steps, "set">>().toEqualTypeOf<Of<Step, "set">>();
  expectTypeOf<Of<Steps, "clear">>().toEqualTypeOf<Of<Step, "clear">>();
  type Outcomes = z.infer<typeof messages.outcome>;
  expectTypeOf<Of<Outcomes, "done">>().toEqualTypeOf<Of<Outcome, "done">>();
  expectTypeOf<Of<Outcomes, "failed">>().toEqualTypeOf<Of<Outcome, "failed">>();
  expectTypeOf<Of<z.infer<typeof messages.observation>, "seen">>().toEqualTypeOf<Of<Observation, "seen">>();
});
