import { existsSync, readFileSync } from "node:fs";

/** What is read of vitest's JSON report. */
interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const [file = ""] = process.argv.slice(2);
if (!existsSync(file)) {
  // The types, the lint or another step before the tests failed: that is the one failure, told above.
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
} else {
  const report = JSON.parse(readFileSync(file, "utf8")) as Report;
  // A file that broke outside its tests has no failed test of its own: it counts as one.
  const broken = report.testResults.filter(
    (one) => one.status === "failed" && one.assertionResults.every((test) => test.status !== "failed"),
  );
  const failed = report.numFailedTests + broken.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  console.log(`${report.numPassedTests} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`);
  if (!report.success || failed > 0) process.exitCode = 1;
}
