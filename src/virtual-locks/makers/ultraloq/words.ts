import type { Context } from "hono";
import { z } from "zod";
import type { Trouble, TroubleCode } from "#virtual-locks/trouble.ts";

/** What a call asks for. */
export interface Asked {
  /** The header's namespace and name. */
  readonly act: string;
  /** Of a command: its capability and name. */
  readonly what: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly devices: readonly { readonly id: string }[];
  /** Id or user of a command about users, in `arguments` or beside the command's name. */
  readonly user: Readonly<Record<string, unknown>>;
  readonly notification: { readonly url: string; readonly access_token: string } | undefined;
}

const things = z.record(z.unknown());
const call = z.object({
  header: z.object({
    namespace: z.string(),
    name: z.string(),
    messageId: z.string().uuid(),
    payloadVersion: z.string(),
  }),
  payload: z.object({
    devices: z
      .array(
        z.object({
          id: z.string(),
          command: z
            .object({
              capability: z.string(),
              name: z.string(),
              arguments: things.optional(),
              user: things.optional(),
              id: z.unknown(),
            })
            .optional(),
        }),
      )
      .default([]),
    configure: z.object({ notification: z.object({ url: z.string().url(), access_token: z.string() }) }).optional(),
  }),
});

export function readAsked(body: unknown): Asked | undefined {
  const read = call.safeParse(body).data;
  if (read === undefined) return undefined;
  const { header, payload } = read;
  const command = payload.devices[0]?.command;
  return {
    act: `${header.namespace} ${header.name}`,
    what: command === undefined ? "" : `${command.capability} ${command.name}`,
    header,
    devices: payload.devices,
    user: command?.arguments ?? command?.user ?? { id: command?.id },
    notification: payload.configure?.notification,
  };
}

/** The answer has the call's header again. */
export function answered(c: Context, payload: object): Response {
  return c.json({ header: (c.get("asked") as Asked | undefined)?.header ?? {}, payload });
}

/** Trouble with a call as a whole is told with status 200. */
export function refused(c: Context, code: string, message: string): Response {
  return answered(c, { error: { code, message } });
}

/** Taken on: what comes of it is not told by this answer. */
export function deferred(c: Context, seconds: number): Response {
  return ofDevice(c, { states: [{ capability: "st.deferredResponse", name: "seconds", value: seconds }] });
}

/** What there is to say of the one device that was asked about. */
export function ofDevice(c: Context, said: object): Response {
  const [device] = (c.get("asked") as Asked).devices;
  return answered(c, { devices: [{ id: device?.id, ...said }] });
}

const words: Partial<Record<TroubleCode, string>> = {
  DEVICE_OFFLINE: "DEVICE_OFFLINE",
  BRIDGE_OFFLINE: "DEVICE_OFFLINE",
  NOT_FOUND: "INVALID_DEVICE",
  BOLT_OBSTRUCTED: "DEVICE_JAMMED",
};

/** Trouble at one device is told beside its id; a cloud that is broken or has enough answers with a status. */
export function say(c: Context, { status, error_code, message, retryAfterSeconds }: Trouble): Response {
  if (status === 429 || status >= 500) {
    const headers = retryAfterSeconds === undefined ? undefined : { "retry-after": `${retryAfterSeconds}` };
    return Response.json({ message }, { status, ...(headers && { headers }) });
  }
  const said = { code: words[error_code] ?? "BAD-REQUEST", message };
  return (c.get("asked") as Asked).devices.length === 0 ? refused(c, said.code, message) : ofDevice(c, { error: said });
}
