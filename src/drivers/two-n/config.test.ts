import { describe, expect, test } from "vitest";
import { parseConfig } from "./config.ts";

const filledIn = {
  addresses: "192.168.1.20",
  username: "pintumbler",
  password: "secret",
  certificates: "",
  switch: "",
};

describe("what is filled in", () => {
  test("names intercoms by their addresses, over TLS unless it says otherwise", () => {
    const addresses = " 192.168.1.20, door.example.com:8443/  http://10.0.0.7";
    expect(parseConfig({ ...filledIn, addresses })).toEqual({
      addresses: ["https://192.168.1.20", "https://door.example.com:8443", "http://10.0.0.7"],
      username: "pintumbler",
      password: "secret",
      certificates: [],
      switch: 1,
      known: [],
    });
  });

  test("has fingerprints as browsers show them", () => {
    const shown = Array.from({ length: 32 }, () => "AB").join(":");
    expect(parseConfig({ ...filledIn, certificates: shown, switch: "2" })).toMatchObject({
      certificates: ["ab".repeat(32)],
      switch: 2,
    });
  });

  test("is kept as it is read", () => {
    const known = [{ address: "https://192.168.1.20", id: "54-0880-0021", name: "Street door", model: "2N IP Verso" }];
    const config = { ...parseConfig(filledIn), known };
    expect(parseConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  test.for([
    { addresses: "" },
    { addresses: "ftp://192.168.1.20" },
    { addresses: "https://user@192.168.1.20" },
    { addresses: "https://192.168.1.20/?a=b" },
    { username: "a:b" },
    { password: undefined },
    { certificates: "AB:CD" },
    { switch: "5" },
  ])("is no account with %j", (wrong) => {
    expect(parseConfig({ ...filledIn, ...wrong })).toBeUndefined();
  });
});
