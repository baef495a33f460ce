import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

// The long run of the fuzz; the test beside it is the same with a bound. A failure prints the line that repeats it.
const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "50000" },
    seed: { type: "string", default: String(Date.now() % 2_147_483_647) },
    path: { type: "string" },
    sockets: { type: "boolean", default: false },
  },
});

console.log(`fuzz: --seed=${values.seed} --requests=${values.requests}`);
const { status } = spawnSync("vitest", ["run", "test/fuzz/fuzz.test.ts", "--disable-console-intercept"], {
  stdio: "inherit",
  env: {
    ...process.env,
    FUZZ_REQUESTS: values.requests,
    FUZZ_SEED: values.seed,
    FUZZ_SOCKETS: String(values.sockets),
    ...(values.path === undefined ? {} : { FUZZ_PATH: values.path }),
  },
});
process.exitCode = status ?? 1;
