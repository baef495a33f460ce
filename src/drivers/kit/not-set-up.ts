import type { Driver, Surroundings } from "#drivers/driver.ts";
import { failed } from "./failed.ts";
import { unseen } from "./unseen.ts";

/** Stands in where the operator has not set what a maker's cloud is reached with: it reaches nothing, and says why. */
export function notSetUp({ runtime }: Pick<Surroundings, "runtime">): Driver {
  const trouble = failed("invalid_credentials", "The operator has not set what this maker's cloud is reached with.");
  return {
    discover: async () => trouble,
    observe: async () => unseen(trouble, undefined, runtime.now()),
    apply: async () => trouble,
    close: async () => {},
  };
}
