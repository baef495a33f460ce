import type { BridgeId, WorkspaceId } from "./ids.ts";

/** A program of ours at a site: it dials out to us, and drives the locks of its site also while we are out of reach. */
export interface Bridge {
  readonly id: BridgeId;
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  /** It was given what it signs in with. */
  readonly isEnrolled: boolean;
  /** When it was last on the line, epoch milliseconds. */
  readonly seenAt: number | undefined;
  readonly programVersion: string | undefined;
  /** Its clock minus ours, in milliseconds, as it last said. */
  readonly clockErrorMs: number | undefined;
  readonly createdAt: number;
  readonly revokedAt: number | undefined;
}

/** Where a bridge asks the server for a line, and where it trades its one-time code for what it signs in with. */
export const bridgePaths = { line: "/bridge_line", enrol: "/bridge_line/enrol" } as const;
