import { expect, test } from "vitest";
import { routes } from "#api/routes/index.ts";
import { fuzz } from "./fuzz.ts";

const asked = {
  requests: Number(process.env.FUZZ_REQUESTS ?? 3_000),
  seed: Number(process.env.FUZZ_SEED ?? 20_260_115),
  path: process.env.FUZZ_PATH,
  overSockets: process.env.FUZZ_SOCKETS === "true",
};

test("no sequence of requests makes the door fail, break its word, or show one workspace what another has", {
  timeout: Math.max(180_000, asked.requests * 60),
}, async () => {
  const report = await fuzz(asked);
  const statuses = Object.entries(report.statuses).map(([status, count]) => `${count}× ${status}`);
  console.log(
    `fuzz: seed ${asked.seed}, ${report.requests} requests in ${report.sequences} sequences, ${statuses.join(", ")}; ` +
      `${report.granted.size} paths granted; slowest ${Math.round(report.slowestMs)} ms`,
  );
  expect(report.failure).toBeUndefined();
  // What no request was granted on has hardly been tried. That each can be granted is shown elsewhere.
  const isShort = asked.path !== undefined || asked.requests < 3_000;
  if (!isShort) expect(report.granted.size).toBeGreaterThan(routes.length * 0.7);
});
