import { expect, test } from "vitest";
import { authorizationFor, type Challenge, challengeIn } from "./authorization.ts";

const asked = { method: "GET", path: "/dir/index.html", count: 1 };
const bytes = (cnonce: string) => ({ randomBytes: () => Buffer.from(cnonce, "base64") });

function met(offer: string, password: string, cnonce: string): string {
  const challenge = challengeIn(offer) as Challenge;
  return authorizationFor(challenge, { username: "Mufasa", password }, asked, bytes(cnonce));
}

test("a digest is as RFC 2617 has it, section 3.5", () => {
  const offer =
    'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';
  const header = met(offer, "Circle Of Life", "0a4f113b");
  expect(header).toContain('response="6629fae49393a05397450978507c4ef1"');
  expect(header).toContain('opaque="5ccc069c403ebaf9f0171e9517f40e41"');
  expect(header).toContain("nc=00000001");
});

test("of two digests the stronger is met, as RFC 7616 has it, section 3.9.1", () => {
  const rest =
    'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
  const both = `Digest ${rest}, algorithm=MD5, Digest ${rest}, algorithm=SHA-256`;
  expect(met(both, "Circle of Life", cnonce)).toContain(
    'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
  );
  expect(met(`Digest ${rest}, algorithm=MD5`, "Circle of Life", cnonce)).toContain(
    'response="8ca523f5e9506fed4657c9700eebdbec"',
  );
});

test("a password is said only where nothing better is offered", () => {
  expect(challengeIn('Basic realm="HIP", Digest realm="HIP", nonce="n", qop="auth"')).toMatchObject({ kind: "digest" });
  expect(met('Basic realm="HIP"', "hakuna", "")).toBe(`Basic ${Buffer.from("Mufasa:hakuna").toString("base64")}`);
});

test.for([
  null,
  "Negotiate",
  'Digest realm="HIP"',
  'Digest realm="HIP", nonce="n", algorithm=MD4',
  'Digest realm="HIP", nonce="n", qop="auth-int"',
])("what cannot be met is no challenge: %s", (offer) => {
  expect(challengeIn(offer)).toBeUndefined();
});

test("a nonce that is too old is told from a password that is wrong", () => {
  expect(challengeIn('Digest realm="HIP", nonce="n", stale=true')).toMatchObject({ isStale: true, hasQop: false });
});
