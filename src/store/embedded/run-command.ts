import { execFile } from "node:child_process";

export interface OsUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/** What the children see: nothing of ours, so that a stray PGDATA or PGOPTIONS cannot steer the server. */
export const childEnvironment = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", TZ: "UTC" };

/** Runs a program to its end; `as` needs root. */
export function runCommand(
  file: string,
  args: readonly string[],
  as?: OsUser,
): Promise<{ readonly ok: boolean; readonly output: string }> {
  // The current folder may be closed to that user, and PostgreSQL complains about a folder it cannot enter.
  const options = { cwd: "/", env: childEnvironment, ...(as && { uid: as.uid, gid: as.gid }) };
  return new Promise((done) => {
    execFile(file, [...args], options, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.trim();
      done({ ok: error === null, output: error === null || said !== "" ? said : error.message });
    });
  });
}
