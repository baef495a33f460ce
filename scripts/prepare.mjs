import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

// What npm does once it has installed everything. Without development packages there is nothing to build the console
// with: the server runs then too, and serves the console that was built beforehand, or none.
const root = join(import.meta.dirname, "..");
const vite = join(root, "node_modules", "vite", "bin", "vite.js");
if (existsSync(vite)) {
  execFileSync(process.execPath, [vite, "build", "--config", join(root, "console", "vite.config.ts")], {
    cwd: root,
    stdio: "inherit",
  });
} else {
  process.stdout.write("Without development packages the console is not built.\n");
}
