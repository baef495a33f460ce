/** Where a node answers on the network. */
export interface NetworkAddress {
  readonly ip: string;
  readonly port: number;
}

/** What the driver asks the thread in which the protocol runs. */
export type Question =
  | { readonly ask: "commission"; readonly code: string; readonly address: NetworkAddress | undefined }
  /** Every lock of the fabric, as it was last heard of; `false`: and without asking the ones that are silent. */
  | { readonly ask: "locks" }
  /** One lock, freshly read. */
  | { readonly ask: "look"; readonly lock: string }
  /** The lock's own records of who changed which entry, oldest first. */
  | { readonly ask: "records"; readonly lock: string }
  | { readonly ask: "command"; readonly lock: string; readonly command: LockCommand; readonly fields: object }
  | { readonly ask: "close" };

/** The commands of the protocol's door lock that are used. */
export type LockCommand =
  | "getUser"
  | "setUser"
  | "clearUser"
  | "getCredentialStatus"
  | "setCredential"
  | "clearCredential"
  | "getYearDaySchedule"
  | "setYearDaySchedule"
  | "clearYearDaySchedule"
  | "lockDoor"
  | "unlockDoor";

/** What the thread answers. A body is what the lock said, and is not to be trusted. */
export type Answer =
  | { readonly kind: "answered"; readonly body: unknown }
  /** The lock refused it with a status of the protocol. */
  | { readonly kind: "status"; readonly status: number }
  /** The fabric knows no such lock. */
  | { readonly kind: "gone" }
  | { readonly kind: "failed"; readonly trouble: Trouble; readonly detail: string };

/** `silent`: no answer; what was asked may have been done. */
export type Trouble = "unreachable" | "silent" | "stack" | "not_installed";

/** What the thread tells without being asked. */
export type News =
  | {
      readonly news: "event";
      readonly lock: string;
      readonly event: string;
      /** How long ago it happened, as far as the lock's clock says. */
      readonly ageMs: number;
      /** What the lock calls our fabric. */
      readonly fabric: number | undefined;
      readonly body: unknown;
      /** Of an event that names a user by its index: what the lock says of that user. */
      readonly user: unknown;
    }
  /** A lock can be reached again. */
  | { readonly news: "online"; readonly lock: string }
  /** A lock has left the fabric. */
  | { readonly news: "left" };

/** Between the threads. */
export type FromThread =
  | { readonly answers: number; readonly answer: Answer }
  | { readonly answers: undefined; readonly told: News };

export interface ToThread {
  readonly number: number;
  readonly question: Question;
}
