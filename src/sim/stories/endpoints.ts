import { profileNamed } from "#sim/profile-named.ts";
import type { Story } from "./story.ts";

const minute = 60_000;
const pin = "4711";

export const toldEndpoint: Story = {
  name: "told-endpoint",
  tells:
    "A customer's endpoint points elsewhere while a code is booked and set, and is told of all of it once it is well.",
  locks: [profileNamed("native")],
  processes: 1,
  endpoints: 1,
  play: async (stage) => {
    const { url } = stage.endpoint;
    stage.expect(stage.received.length === 0, "nobody is told before there is an endpoint");
    await stage.granted("/webhooks/create", { url });
    stage.endpoint.fallIll("redirects");
    const code = await stage.create({ code: pin });
    await stage.after(2 * minute);
    await stage.expectOpen(code, pin);
    stage.endpoint.recover();
    await stage.after(10 * minute);
    for (const type of ["access_code.created", "access_code.set_on_device"])
      stage.expect(stage.received.includes(type), `the endpoint is told of ${type}`);
    await stage.delete(code);
    await stage.after(5 * minute);
    stage.expect(stage.received.includes("access_code.deleted"), "the endpoint is told that the code is deleted");
  },
};
