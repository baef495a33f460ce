import { expect, test } from "vitest";
import { unvouched } from "#runtime/fetch-trusting.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { turnAt } from "#test/makers/signed-in.ts";
import { twoNStack } from "#test/makers/two-n.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { twoN } from "./two-n.ts";

const fingerprint = Array.from({ length: 32 }, () => "0F").join(":");
const right = {
  addresses: "https://maker.test/1",
  username: "owner@example.com",
  password: "password",
  certificates: "",
  switch: "",
};

async function opened() {
  const bench = await makerBench(twoNStack, "two_n");
  const lock = await bench.makeLockLike({ name: "Street" });
  const settings = twoNStack.settings(bench.baseUrl);
  const signIn = (answers: object, runtime: Runtime = bench.runtime) => {
    const turn = { ...turnAt({ provider: "my_2n", settings }), answers: { ...right, ...answers } };
    return twoN.signIn?.step(turn, runtime, new AbortController().signal);
  };
  return { ...bench, lock, signIn };
}

test("whoever names an intercom and its user is signed in, as that intercom", async () => {
  const { lock, signIn } = await opened();
  const step = await signIn({});
  expect(step).toMatchObject({ kind: "signed_in", email: lock.id, displayName: "Street" });
  const config = step?.kind === "signed_in" ? twoN.parseConfig(step.config) : undefined;
  expect(config?.known).toMatchObject([{ address: "https://maker.test/1", id: lock.id }]);
});

test.for([
  [{ password: "passwort" }, "This user and password do not belong together at maker.test."],
  [{ username: "admin" }, "This user and password do not belong together at maker.test."],
  [
    { addresses: "https://maker.test/1 https://maker.test/9" },
    "No 2N intercom with a directory answers at maker.test.",
  ],
  [{ addresses: "10.0.0.7" }, "Whoever runs this server has not let it call 10.0.0.7."],
  [{ addresses: "nowhere at all:x" }, "An address, a user or a fingerprint is not written as it should be."],
] as const)("nobody is signed in with %j", async ([answers, sentence]) => {
  const { signIn } = await opened();
  expect(await signIn(answers)).toEqual({ kind: "refused", sentence });
});

test("a user without the right to the directory is told so", async () => {
  const { control, lock, signIn } = await opened();
  await control.setCondition(lock.id, "credentials_missing", true);
  expect(await signIn({})).toEqual({
    kind: "refused",
    sentence: "At maker.test this user needs the right to control the system.",
  });
});

test("a certificate that nobody vouches for is told of, and taken by its fingerprint alone", async () => {
  const { runtime, signIn } = await opened();
  const trusted = "0f".repeat(32);
  const selfSigned: Runtime = {
    ...runtime,
    fetch: async (request, certificates = []) => {
      if (!certificates.includes(trusted)) throw new TypeError("fetch failed", { cause: { code: unvouched } });
      return runtime.fetch(request);
    },
  };
  const sentence = "Nobody vouches for the certificate of maker.test. If it is its own, give its SHA-256 fingerprint.";
  expect(await signIn({}, selfSigned)).toEqual({ kind: "refused", sentence });
  expect(await signIn({ certificates: fingerprint }, selfSigned)).toMatchObject({ kind: "signed_in" });
});
