import type { Config } from "#config.ts";
import { earlierIn, keptMasterKey, masterKeyBefore, replaceMasterKey } from "#master-key.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { wrapAnew } from "#store/wrap-anew.ts";
import { openDatabase, type Refused } from "./house.ts";

/** Makes another key in the data directory; the one before stays beside it until all is wrapped anew. */
export async function newMasterKey({ masterKey, dataDir }: Config, runtime: Runtime): Promise<string | Refused> {
  if (masterKey !== undefined) {
    return {
      refused:
        "The master key is set by PINTUMBLER_MASTER_KEY. Move it to PINTUMBLER_MASTER_KEY_BEFORE and set another there " +
        "(openssl rand -hex 32), restart every server, and then: pintumbler master-key rotate",
    };
  }
  try {
    await replaceMasterKey(runtime, dataDir);
  } catch (error) {
    return { refused: error instanceof Error ? error.message : "The master key could not be replaced." };
  }
  return `There is another master key. The one before it is in ${earlierIn(dataDir)}.\n\nNext: restart every server, and then: pintumbler master-key rotate`;
}

/** Has the present master key wrap what the one before has wrapped. */
export async function rotateMasterKey(config: Config, runtime: Runtime): Promise<string | Refused> {
  const now = config.masterKey ?? (await keptMasterKey(config.dataDir));
  const before = await masterKeyBefore(config.dataDir, config.masterKeyBefore);
  if (now === undefined || before === undefined) {
    return { refused: "There are not two master keys, so that there is nothing to rotate: pintumbler master-key new" };
  }
  const opened = await openDatabase(config, runtime);
  if ("refused" in opened) return opened;
  try {
    const { anew, already, shut } = await wrapAnew(opened.db, { now, before }, runtime.randomBytes);
    if (shut.length > 0) return { refused: `Neither master key opens these workspaces: ${shut.join(", ")}` };
    const where = config.masterKeyBefore === undefined ? earlierIn(config.dataDir) : "PINTUMBLER_MASTER_KEY_BEFORE";
    const next = `Next, if every server was restarted since there are two: take ${where} away, and restart them again.`;
    return `Wrapped anew: ${anew} workspaces; ${already} were already.\n\n${next}`;
  } finally {
    await opened.close();
  }
}
