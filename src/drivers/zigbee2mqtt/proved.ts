import type { Proved } from "#drivers/contract/proved.ts";

const ofZigbee = [
  { clause: "shownDigitsAreRead", because: "a Zigbee lock keeps no names" },
  { clause: "aNativeWindowIsKept", because: "Zigbee2MQTT sends schedules and cannot read them back" },
  { clause: "throttlingSaysWhen", because: "nobody throttles on a network of one's own" },
] as const;

export const proved = {
  grade: "A",
  sources: [
    "the Zigbee Cluster Library, revision 8, chapter 7.3",
    "zigbee2mqtt 2.14.1 and zigbee-herdsman-converters 26.105.0, read and run November 2026",
  ],
  against: "Zigbee2MQTT and a broker as they are shipped, with only the radio replaced.",
  on: {
    shows: {
      lock: "a lock that shows its digits",
      exempt: [...ofZigbee, { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" }],
    },
    sleeps: { lock: "a lock that sleeps, and whose digits Zigbee2MQTT keeps to itself", exempt: ofZigbee },
  },
  unknown: [
    "Whether a lock that wants a PIN for turning it over the air can be turned: none is sent.",
    "What locks with definitions of their own tell of happenings.",
  ],
} as const satisfies Proved;
