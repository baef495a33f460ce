import { createFake } from "@seamapi/fake-seam-connect";

// The published in-memory fake as a process of its own, with its own seed: two August locks and an API key.
const fake = await createFake();
const seed = await fake.seed();
await fake.startServer();
const devices = [seed.august_device_1, seed.august_device_2];
process.stdout.write(`${JSON.stringify({ url: fake.serverUrl, token: seed.seam_apikey1_token, devices })}\n`);

const stop = () => process.exit(0);
process.once("SIGTERM", stop);
process.stdin.resume().once("end", stop);
