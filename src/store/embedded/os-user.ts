import { userInfo } from "node:os";
import type { Refused } from "./refused.ts";
import { type OsUser, runCommand } from "./run-command.ts";

const serviceName = "pintumbler";

/** Who we are. */
export function currentUser(): OsUser | Refused {
  try {
    const { uid, gid, username } = userInfo();
    return { uid, gid, name: username };
  } catch {
    return {
      refused:
        `The user id ${process.getuid?.()} has no name on this machine, and PostgreSQL needs one. ` +
        "Add it to /etc/passwd, run as another user, or set DATABASE_URL.",
    };
  }
}

/** The user that an existing cluster belongs to. */
export async function userOf(owner: { readonly uid: number; readonly gid: number }): Promise<OsUser | Refused> {
  const { ok, output } = await runCommand("id", ["-nu", String(owner.uid)]);
  if (!ok) return { refused: `The database belongs to the user id ${owner.uid}, which has no name on this machine.` };
  return { uid: owner.uid, gid: owner.gid, name: output };
}

/** The user that runs PostgreSQL where we are root, which it refuses to run as. Created at first need. */
export async function serviceUser(): Promise<OsUser | Refused> {
  const known = await lookUp(serviceName);
  if (known !== undefined) return known;
  const settings = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"];
  const made = await runCommand("useradd", [...settings, "--shell", "/usr/sbin/nologin", serviceName]);
  // Another start may have been faster: what counts is that the user is there.
  const user = await lookUp(serviceName);
  if (user !== undefined) return user;
  return {
    refused:
      `PostgreSQL does not run as root, and a system user "${serviceName}" could not be created for it ` +
      `(${made.output}). Create that user, start as an ordinary user, or set DATABASE_URL.`,
  };
}

async function lookUp(name: string): Promise<OsUser | undefined> {
  const [uid, gid] = await Promise.all([runCommand("id", ["-u", name]), runCommand("id", ["-g", name])]);
  if (!uid.ok || !gid.ok || uid.output === "0") return undefined;
  return { uid: Number(uid.output), gid: Number(gid.output), name };
}
