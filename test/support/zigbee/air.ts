/** What goes between the stand-in for a Zigbee stick, in the process of Zigbee2MQTT, and the locks, in the test's. */

export type Fields = Readonly<Record<string, unknown>>;

/** One Zigbee frame, as its cluster's commands and attributes are named. */
export interface Frame {
  readonly cluster: string;
  /** A command of the cluster itself, or one that all clusters have, such as reading attributes. */
  readonly kind: "specific" | "global";
  readonly command: string;
  readonly payload: Fields | readonly Fields[];
}

/** To the locks. `ask` wants one answer. */
export type FromStick =
  | { readonly kind: "plugged_in" }
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "ask"; readonly id: number; readonly address: string; readonly frame: Frame };

/** To the stick. An `answer` without frames: the lock does not hear. */
export type ToStick =
  /** A lock that is there; `isNew`: it has yet to be let in. */
  | {
      readonly kind: "join";
      readonly address: string;
      readonly shortAddress: number;
      readonly clusters: readonly number[];
      readonly isNew: boolean;
    }
  | { readonly kind: "answer"; readonly id: number; readonly frames: readonly Frame[] | undefined }
  | { readonly kind: "say"; readonly address: string; readonly frame: Frame };
