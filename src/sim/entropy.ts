import { createHash } from "node:crypto";

/** One source of chance, by its name: what is drawn here moves nothing that is drawn elsewhere. */
export interface Draw {
  /** Evenly spread in [0, 1). */
  fraction(): number;
  chance(probability: number): boolean;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  pick<Item>(items: readonly Item[]): Item;
  bytes(count: number): Uint8Array;
  /** A version 4 UUID. */
  uuid(): string;
}

/** Hands the source of this name. */
export type Entropy = (name: string) => Draw;

/** Every source of one seed. Asked for twice, a name goes on where it was. */
export function seededEntropy(seed: number): Entropy {
  const known = new Map<string, Draw>();
  return (name) => {
    let draw = known.get(name);
    if (draw === undefined) {
      draw = drawFrom(createHash("sha256").update(`${seed}/${name}`).digest());
      known.set(name, draw);
    }
    return draw;
  };
}

/** Small fast counter (sfc32), a public-domain generator of 128 bits of state: for worlds, never for secrets. */
function drawFrom(start: Buffer): Draw {
  let a = start.readInt32LE(0);
  let b = start.readInt32LE(4);
  let c = start.readInt32LE(8);
  let counter = 1;
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let warming = 0; warming < 12; warming += 1) word();
  const fraction = () => word() / 4_294_967_296;
  const between = (least: number, most: number) => least + Math.floor(fraction() * (most - least + 1));
  const bytes = (count: number) => Uint8Array.from({ length: count }, () => word() >>> 24);
  return {
    fraction,
    chance: (probability) => fraction() < probability,
    between,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error("There is something to pick from.");
      return item;
    },
    bytes,
    uuid: () => {
      const hex = Buffer.from(bytes(16)).toString("hex");
      const variant = "89ab"[between(0, 3)];
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}
