import { configDefaults, defineConfig } from "vitest/config";

if (Number(process.versions.node.split(".")[0]) < 24) {
  throw new Error("The tests need Node 24, which npm installed beside them: run them with npm test.");
}

/** They keep every core busy for minutes: played last and alone, so that no server under test starves beside them. */
const volume = ["src/sim/volume.test.ts"];

export default defineConfig({
  test: {
    globalSetup: ["test/support/postgres-setup.ts"],
    // Two at a time: the tests that start servers would otherwise starve each other on a small machine.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "house",
          include: ["src/**/*.test.ts", "console/src/**/*.test.ts", "test/**/*.test.ts", "chaos/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...volume],
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: "volume", include: volume, sequence: { groupOrder: 1 } } },
    ],
    environment: "node",
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
