/** Why a device or provider did not do what was asked; each is tried again, later. */
export type FailureCause =
  | "unreachable"
  | "busy"
  | "throttled"
  | "unauthorized"
  /** What we sign in with can never be right: the provider does not know our application or its secret. */
  | "invalid_credentials"
  | "provider"
  /** The provider took it on, and the lock has not done it: nothing tells why. */
  | "not_done"
  /** The lock's hub works off one order after the other, and takes no more at present. */
  | "hub_queue_full"
  /** Every user that the site's subscription allows is taken. */
  | "not_subscribed";
