import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import { address } from "#drivers/kit/address.ts";

/** The intercoms of one building or owner, which let the same user in. */
export interface TwoNConfig {
  /** Where the paths of each begin: `https:`, or `http:` where somebody has written so. */
  readonly addresses: readonly string[];
  readonly username: string;
  readonly password: string;
  /** Certificates that they may show although no authority vouches for them: the SHA-256 of each, in hex. */
  readonly certificates: readonly string[];
  /** The switch that opens the door, 1 to 4. */
  readonly switch: number;
  /** Who stood there last: an intercom that does not answer is known by it. */
  readonly known: readonly Known[];
}

/** One intercom, as it was last met. */
export interface Known {
  readonly address: string;
  /** Its serial number. */
  readonly id: string;
  readonly name: string;
  readonly model: string;
}

/**
 * Whoever signs in through a page names an address in the server's own network, so that it is the operator who says
 * which of them may be called.
 */
export const settings: readonly FormField[] = [
  {
    name: "networks",
    label: "Networks",
    kind: "text",
    required: true,
    help: "Where intercoms may be connected through a page: ranges and names, such as 192.168.1.0/24,door.example.com",
  },
];

const words = (text: unknown) =>
  typeof text === "string" ? text.split(/[\s,;]+/).filter((word) => word !== "") : text;
const withScheme = (text: unknown) => (typeof text === "string" && !text.includes("://") ? `https://${text}` : text);
const fingerprint = (text: unknown) => (typeof text === "string" ? text.replaceAll(":", "").toLowerCase() : text);
const word = z.string().min(1).max(200);

const schema = z.object({
  addresses: z.preprocess(words, z.array(z.preprocess(withScheme, address)).min(1).max(100)),
  // A colon ends the name where it goes over the wire (RFC 7617, section 2).
  username: word.regex(/^[^:]+$/),
  password: word,
  certificates: z.preprocess(words, z.array(z.preprocess(fingerprint, z.string().regex(/^[0-9a-f]{64}$/)))).default([]),
  switch: z.preprocess((at) => (at === "" ? undefined : at), z.coerce.number().int().min(1).max(4).default(1)),
  known: z.array(z.object({ address: word, id: word, name: word, model: word })).default([]),
});

export const form: readonly FormField[] = [
  {
    name: "addresses",
    label: "Addresses",
    kind: "text",
    required: true,
    help: "Of the intercoms in their network, with spaces between them, such as 192.168.1.20 192.168.1.21",
  },
  {
    name: "username",
    label: "User",
    kind: "text",
    required: true,
    help: "An account under Services, HTTP API, with the right to control the system; the same on each",
  },
  { name: "password", label: "Password", kind: "secret", required: true, help: "Of that account" },
  {
    name: "certificates",
    label: "Certificates",
    kind: "text",
    required: false,
    help: "Where an intercom has signed its certificate itself: the SHA-256 fingerprint that a browser shows for it",
  },
  {
    name: "switch",
    label: "Switch",
    kind: "number",
    required: false,
    help: "The number of the switch that opens the door, if that is not 1",
  },
];

export function parseConfig(raw: unknown): TwoNConfig | undefined {
  return schema.safeParse(raw).data;
}
