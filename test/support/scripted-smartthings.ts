import { smartthings } from "#drivers/smartthings/smartthings.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { passingTime } from "./passing-time.ts";

export const url = "https://smartthings.test";
export const ok = (body: object) => Response.json(body);

export const listed = (deviceId: string, type: string, more: object = {}) => ({
  deviceId,
  label: deviceId,
  type,
  components: [{ id: "main", capabilities: type === "HUB" ? [] : [{ id: "lock" }] }],
  ...more,
});

/** A driver before a SmartThings that answers by path; a path that is not there is answered as SmartThings does. */
export function scriptedCloud(answers: Readonly<Record<string, (request: Request, body: unknown) => Response>>) {
  const asked: string[] = [];
  const world = testRuntime({
    fetch: async (request) => {
      const { origin, pathname, search } = new URL(request.url);
      const text = await request.clone().text();
      asked.push(`${request.method} ${origin === url ? "" : origin}${pathname}${search}`);
      const answer = answers[`${pathname}${search}`] ?? answers[pathname];
      return (
        answer?.(request, text === "" ? undefined : JSON.parse(text)) ??
        Response.json({ requestId: "1", error: { code: "NotFoundError" } }, { status: 404 })
      );
    },
  });
  const driver = smartthings.connect(
    { refreshToken: "r", accessToken: "a" },
    {
      runtime: passingTime(world),
      listener: { sighting: () => {}, configChanged: () => {} },
      deliveryUrl: undefined,
      settings: { clientId: "us", clientSecret: "hush", url },
    },
  );
  return { asked, driver, world };
}
