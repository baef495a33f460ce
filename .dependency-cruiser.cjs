/** Which room may import which. The table is the architecture; the rest is plumbing. Folders end in a slash. */
const mayImport = {
  runtime: [],
  drivers: ["domain/", "runtime/"],
  store: ["domain/", "runtime/"],
  reconcile: ["domain/", "runtime/", "store/", "drivers/driver.ts"],
  app: ["domain/", "runtime/", "store/", "reconcile/nudge.ts"],
  webhooks: ["domain/", "runtime/", "store/"],
  // The program at a site plans as the server does, and has no store: nor does the server's end of its line.
  bridge: [
    "domain/",
    "runtime/",
    "drivers/driver.ts",
    "reconcile/back-off.ts",
    "reconcile/call.ts",
    "reconcile/nudge.ts",
  ],
  api: ["domain/", "runtime/", "app/"],
  "virtual-locks": ["domain/", "runtime/"],
  cli: [
    "domain/",
    "runtime/",
    "store/",
    "app/",
    "api/contract/",
    "sandbox/",
    "virtual-locks/",
    "config.ts",
    "connectable.ts",
    "provider-settings.ts",
    "live-check.ts",
    "master-key.ts",
    "roles.ts",
    "serve.ts",
    "serve-bridge.ts",
    "serve-until-signal.ts",
  ],
  sandbox: ["domain/", "runtime/", "store/", "app/", "virtual-locks/"],
  // It puts the whole house together, and is no part of it.
  sim: [
    "domain/",
    "runtime/",
    "store/",
    "app/",
    "api/",
    "reconcile/",
    "webhooks/",
    "drivers/",
    "virtual-locks/",
    "connect-drivers.ts",
  ],
};

const tests = "\\.test\\.ts$";
/** Each part's composition root may know every room; nobody may know it. */
const mains = ["^src/main\\.ts$", "^src/[^/]+/main\\.ts$"];
const oneOf = (paths) => `^src/(${paths.join("|").replaceAll(".", "\\.")})`;

const rooms = Object.entries(mayImport).map(([name, allowed]) => ({
  name: `${name}-keeps-its-arrows`,
  severity: "error",
  comment: `src/${name} may import: ${allowed.join(", ") || "nothing but itself"}`,
  from: { path: `^src/${name}/`, pathNot: [tests, ...mains] },
  to: { path: "^src/", pathNot: oneOf([`${name}/`, ...allowed]) },
}));

module.exports = {
  forbidden: [
    {
      name: "domain-imports-only-itself",
      severity: "error",
      comment: "The brain is pure: no other room, no npm package, nothing of Node. What it needs is handed in.",
      from: { path: "^src/domain/", pathNot: tests },
      to: { pathNot: "^src/domain/" },
    },
    ...rooms,
    {
      name: "every-room-is-in-the-table",
      severity: "error",
      comment: "A new folder under src/ is a new room: say in .dependency-cruiser.cjs what it may import.",
      from: {
        path: "^src/[^/]+/",
        pathNot: [oneOf(["domain/", ...Object.keys(mayImport).map((name) => `${name}/`)]), ...mains],
      },
      to: {},
    },
    {
      name: "drivers-are-strangers",
      severity: "error",
      comment: "A driver may not know a sibling; what they share is in drivers/kit or drivers/contract.",
      from: { path: "^src/drivers/([^/]+)/" },
      to: { path: "^src/drivers/[^/]+/", pathNot: "^src/drivers/($1|contract|kit)/" },
    },
    {
      name: "only-the-registry-names-drivers",
      severity: "error",
      comment:
        "Everyone else reaches a driver through drivers/driver.ts, by name from the registry. What a driver calls the places of its locks, the simulator's file on the make may ask it.",
      from: {
        path: "^src/",
        pathNot: ["^src/drivers/registry\\.ts$", "^src/drivers/[^/]+/", "^src/sim/makers/makes/", tests],
      },
      to: { path: "^src/drivers/[^/]+/", pathNot: "^src/drivers/(contract|kit)/" },
    },
    {
      name: "the-console-sees-only-the-contract",
      severity: "error",
      comment: "The console runs in browsers: of the server it knows what goes over the wire, and no more.",
      from: { path: "^console/" },
      to: { path: "^(src|test|bench|chaos|scripts)/", pathNot: "^src/api/contract/" },
    },
    {
      name: "nobody-imports-the-console",
      severity: "error",
      comment: "The server knows the console as files that were built.",
      from: { path: "^(src|bench|chaos|scripts)/" },
      to: { path: "^console/" },
    },
    {
      name: "nobody-imports-main",
      severity: "error",
      comment: "main.ts is where the rooms are put together; it has no parts to lend.",
      from: { path: "^src/", pathNot: tests },
      to: { path: mains },
    },
    {
      name: "only-main-reads-the-config",
      severity: "error",
      comment: "Rooms are handed what they need; none knows the environment's names, but for the command line.",
      from: { path: "^src/[^/]+/", pathNot: [tests, "^src/cli/", ...mains] },
      to: { path: "^src/config\\.ts$" },
    },
    {
      name: "tests-are-not-imported",
      severity: "error",
      comment: "What two tests share lives in a file of its own.",
      from: {},
      to: { path: tests },
    },
    {
      name: "the-product-stands-alone",
      severity: "error",
      comment: "What only tests, measurements or scripts need is not part of the product.",
      from: { path: "^src/", pathNot: tests },
      to: { path: "^(test|bench|chaos|scripts)/" },
    },
    {
      name: "no-development-package-in-the-product",
      severity: "error",
      comment: "The product runs from an installation without development packages.",
      from: {
        path: "^src/",
        pathNot: [tests, "/test-[^/]+\\.ts$", "^src/drivers/contract/", "^src/sim/", "/simulator\\.ts$"],
      },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "every-import-leads-somewhere",
      severity: "error",
      comment: "The file or package does not exist, or is not in package.json.",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-cycles",
      severity: "error",
      comment: "Two files that need each other are one file, or three.",
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // TypeScript 7 offers its compiler to no other program; swc reads the same imports, type-only ones included.
    parser: "swc",
    enhancedResolveOptions: {
      conditionNames: ["import", "node", "default", "types"],
      exportsFields: ["exports"],
    },
  },
};
