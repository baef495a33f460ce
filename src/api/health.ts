import { Hono } from "hono";

/** Why a server should be asked nothing now. Empty: it is ready. */
export type WhyNotReady = () => Promise<readonly string[]>;

/**
 * `/livez`: the process answers, whatever else is down, so that nobody restarts it for a database's sake. `/readyz`: it
 * can do its work; 503 with the reasons as words where it cannot.
 */
export function healthDoor(whyNotReady: WhyNotReady): Hono {
  const door = new Hono();
  door.get("/livez", (c) => c.json({ ok: true }));
  door.get("/readyz", async (c) => {
    const because = await whyNotReady();
    return c.json({ ok: because.length === 0, because }, because.length === 0 ? 200 : 503);
  });
  return door;
}
