import { describe, expect, test } from "vitest";
import { type Config, type Environment, printConfig, readConfig } from "./config.ts";

const hexKey = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
const base64Key = Buffer.from(hexKey, "hex").toString("base64");
const apiKey = "seam_testAb12_0123456789abcdefghij";

function config(environment: Environment): Config {
  const read = readConfig(environment, "/srv");
  if ("problems" in read) throw new Error(read.problems.join(" "));
  return read;
}

function problems(environment: Environment): readonly string[] {
  const read = readConfig(environment, "/srv");
  return "problems" in read ? read.problems : [];
}

describe("the settings", () => {
  test("an empty environment is a laptop's: embedded database, this machine only, generated keys", () => {
    expect(config({})).toEqual({
      port: 4800,
      host: "127.0.0.1",
      dataDir: "/srv/data",
      databaseUrl: undefined,
      sandboxApiKey: undefined,
      sandboxGuests: true,
      masterKey: undefined,
      masterKeyBefore: undefined,
      publicUrl: undefined,
      webhookAllowCidrs: [],
      keepDeletedDays: 90,
      keepEventsDays: 365,
      providers: {},
    });
  });

  test("webhooks may go inside where ranges are named, and what is no range is refused", () => {
    const given = config({ PINTUMBLER_WEBHOOK_ALLOW_CIDRS: "10.0.0.0/8, fd00::/8" });
    expect(given.webhookAllowCidrs).toEqual([
      { address: "10.0.0.0", prefix: 8, family: "ipv4" },
      { address: "fd00::", prefix: 8, family: "ipv6" },
    ]);
    expect(printConfig(given)).toContain("10.0.0.0/8,fd00::/8");
    for (const wrong of ["10.0.0.1", "localhost/8", "10.0.0.0/8;fd00::/8", "10.0.0.0/8,", "10.0.0.0/40"]) {
      expect(problems({ PINTUMBLER_WEBHOOK_ALLOW_CIDRS: wrong })).toHaveLength(1);
    }
  });

  test("an empty variable counts as absent", () => {
    expect(config({ PORT: "", DATABASE_URL: "", PINTUMBLER_MASTER_KEY: "" })).toEqual(config({}));
  });

  test("variables of other programs are left alone", () => {
    expect(config({ PATH: "/bin", NODE_ENV: "production" })).toEqual(config({}));
  });

  test("the public address follows the port until it is given", () => {
    expect(config({ PINTUMBLER_PUBLIC_URL: "https://locks.example.com/" }).publicUrl).toBe("https://locks.example.com");
  });

  test("a data folder is absolute, or lies in the folder we were started in", () => {
    expect(config({ PINTUMBLER_DATA_DIR: "/var/lib/pintumbler" }).dataDir).toBe("/var/lib/pintumbler");
    expect(config({ PINTUMBLER_DATA_DIR: "state/here" }).dataDir).toBe("/srv/state/here");
  });

  test("hex and base64 are two spellings of the same master key", () => {
    expect(config({ PINTUMBLER_MASTER_KEY: hexKey }).masterKey).toHaveLength(32);
    expect(config({ PINTUMBLER_MASTER_KEY: base64Key }).masterKey).toEqual(
      config({ PINTUMBLER_MASTER_KEY: hexKey }).masterKey,
    );
  });

  test("a database may be reached through a socket on this machine", () => {
    const url = "postgresql:///pintumbler?host=/run/postgresql";
    expect(config({ DATABASE_URL: url }).databaseUrl).toBe(url);
    expect(printConfig(config({ DATABASE_URL: url }))).toContain(url);
  });

  test("a sandbox key in the clients' form is taken as it is", () => {
    expect(config({ PINTUMBLER_SANDBOX_API_KEY: apiKey }).sandboxApiKey).toBe(apiKey);
  });
});

describe("what is wrong is said", () => {
  test.for([
    ["PORT", "http"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["HOST", "two words"],
    ["DATABASE_URL", "mysql://db/pintumbler"],
    ["DATABASE_URL", "pintumbler"],
    ["PINTUMBLER_SANDBOX_API_KEY", "seam_test1_0123456789abcdefghij"],
    ["PINTUMBLER_SANDBOX_GUESTS", "maybe"],
    ["PINTUMBLER_SANDBOX_API_KEY", "seam_live1234_0123456789abcdefghij"],
    ["PINTUMBLER_SANDBOX_API_KEY", "seam_test1234_0123456789"],
    ["PINTUMBLER_MASTER_KEY", "too short"],
    ["PINTUMBLER_MASTER_KEY", hexKey.slice(2)],
    ["PINTUMBLER_MASTER_KEY_BEFORE", "too short"],
    ["PINTUMBLER_PUBLIC_URL", "locks.example.com"],
    ["PINTUMBLER_PUBLIC_URL", "https://locks.example.com/?a=b"],
  ] as const)("%s cannot be %s", ([name, value]) => {
    const said = problems({ [name]: value });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(new RegExp(`^${name} .*\\.$`));
  });

  test("a misspelt setting of ours is named, so that a key is not generated in its place", () => {
    expect(problems({ PINTUMBLER_MASTERKEY: hexKey })[0]).toContain("PINTUMBLER_MASTERKEY is not a setting");
  });

  test("everything wrong is said at once", () => {
    expect(problems({ PORT: "x", HOST: "a b", PINTUMBLER_COLOUR: "red" })).toHaveLength(3);
  });

  test("no sentence repeats a secret", () => {
    const secret = "hunter2hunter2";
    const said = problems({
      DATABASE_URL: `mysql://u:${secret}@db/x`,
      PINTUMBLER_MASTER_KEY: secret,
      PINTUMBLER_SANDBOX_API_KEY: secret,
    });
    expect(said).toHaveLength(3);
    expect(said.join(" ")).not.toContain(secret);
  });
});

describe("the printed settings", () => {
  test("show what is in force and mask every secret", () => {
    const printed = printConfig(
      config({
        DATABASE_URL: "postgresql://keeper:hunter2@db:5433/locks?sslmode=require&sslpassword=hunter3",
        PINTUMBLER_MASTER_KEY: hexKey,
        PINTUMBLER_SANDBOX_API_KEY: apiKey,
      }),
    );
    expect(printed).toContain("postgresql://keeper:••••@db:5433/locks?sslmode=require&sslpassword=••••");
    for (const secret of ["hunter2", "hunter3", hexKey, apiKey]) expect(printed).not.toContain(secret);
  });

  test("say where something is embedded or generated", () => {
    const printed = printConfig(config({}));
    expect(printed).toMatch(/^databaseUrl +\(embedded\)$/m);
    expect(printed).toMatch(/^masterKey +\(generated\)$/m);
  });
});
