import { join } from "node:path";
import { type HttpConnection, openHttp, postRequest } from "./http-connection.ts";
import { startProgram } from "./program.ts";
import { stayOf } from "./stays.ts";
import type { Workshop } from "./workshop.ts";

/** The published in-memory fake in a process of its own, with as many codes on two locks as ours has on two. */
export interface Fake {
  readonly url: string;
  readonly token: string;
  readonly smallLock: string;
  readonly codesOfSmallLock: readonly string[];
  readonly fullLock: string;
  end(): Promise<void>;
}

export async function startFake(
  workshop: Workshop,
  size: { readonly smallLock: number; readonly fullLock: number },
): Promise<Fake> {
  const program = await startProgram(join(import.meta.dirname, "fake-process.ts"), {
    environment: { NODE_ENV: "production" },
    isReady: (line) => line.startsWith('{"url"'),
  });
  workshop.onClose(program.end);
  const { url, token, devices } = JSON.parse(program.line) as { url: string; token: string; devices: string[] };
  const [smallLock = "", fullLock = ""] = devices;
  const http = await openHttp(url);
  const codesOfSmallLock = await addCodes(http, token, smallLock, size.smallLock);
  await addCodes(http, token, fullLock, size.fullLock);
  http.close();
  return { url, token, smallLock, codesOfSmallLock, fullLock, end: program.end };
}

async function addCodes(http: HttpConnection, token: string, lock: string, count: number): Promise<string[]> {
  const codes: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const { status, body } = await http.ask(postRequest("/access_codes/create", token, createBody(lock, number)));
    if (status !== 200) throw new Error(`The fake answered ${status} to a code that it has to hold.`);
    codes.push((JSON.parse(body.toString()) as { access_code: { access_code_id: string } }).access_code.access_code_id);
  }
  return codes;
}

/** What both servers are asked for one guest's stay; which PIN it gets is left to them. */
export function createBody(lock: string, stay: number): object {
  const { name, startsAt, endsAt } = stayOf(stay);
  return {
    device_id: lock,
    name,
    starts_at: new Date(startsAt).toISOString(),
    ends_at: new Date(endsAt).toISOString(),
  };
}
