import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";

/** How one Zigbee2MQTT is reached: the broker that it talks to, and the topic under which it does. */
export interface Zigbee2MqttConfig {
  /** `mqtt:`, `mqtts:`, `ws:` or `wss:`, without a user or password. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Its `base_topic`. Default `zigbee2mqtt`. */
  readonly baseTopic: string;
  /** The certificate of the authority that signed the broker's, in PEM. Default: those that Node trusts. */
  readonly authority?: string | undefined;
  /** What we sign in with where the broker asks for a certificate, in PEM. */
  readonly certificate?: string | undefined;
  readonly privateKey?: string | undefined;
}

const word = z.string().min(1).max(1024);
const pem = z.string().min(1).max(65_536);

const schema = z.object({
  url: z
    .string()
    .max(1024)
    .regex(/^(mqtts?|wss?):\/\/[^@\s]+$/i),
  username: word.optional(),
  password: word.optional(),
  // A topic with a wildcard cannot be published to (MQTT 3.1.1, 4.7.1).
  baseTopic: z
    .string()
    .max(200)
    .regex(/^[^#+\s]*[^#+\s/]$/)
    .default("zigbee2mqtt"),
  authority: pem.optional(),
  certificate: pem.optional(),
  privateKey: pem.optional(),
});

/** What somebody fills in to connect one. */
export const form: readonly FormField[] = [
  {
    name: "url",
    label: "Broker",
    kind: "text",
    required: true,
    help: "Where the MQTT broker is, such as mqtts://broker.example.com:8883",
  },
  { name: "username", label: "User", kind: "text", required: false, help: "Our own user at the broker" },
  { name: "password", label: "Password", kind: "secret", required: false, help: "What that user signs in with" },
  {
    name: "baseTopic",
    label: "Base topic",
    kind: "text",
    required: false,
    help: "The base_topic of Zigbee2MQTT, if that is not zigbee2mqtt",
  },
  {
    name: "authority",
    label: "Authority",
    kind: "file",
    required: false,
    help: "The certificate of the authority that signed the broker's, in PEM, if it is one of your own",
  },
  {
    name: "certificate",
    label: "Certificate",
    kind: "file",
    required: false,
    help: "Our certificate in PEM, where the broker wants one",
  },
  { name: "privateKey", label: "Private key", kind: "file", required: false, help: "Its private key in PEM" },
];

export function parseConfig(raw: unknown): Zigbee2MqttConfig | undefined {
  return schema.safeParse(raw).data;
}
