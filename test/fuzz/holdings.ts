import type { Ref } from "./fields.ts";

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Fewer digits than this are found in any text by chance. */
const longPin = /(?<![\w-])\d{7,9}(?![\w-])/g;
const token = /seam_\w{20,}/g;
const mostOfAName = 100;
/** Before the name of an id of what nobody manages. */
export const unmanaged = "unmanaged_";

/** What one workspace has been shown, and what nobody else may be shown. */
export class Holdings {
  readonly secrets = new Set<string>();
  readonly #byName = new Map<string, string[]>();

  /** Takes note of every id, PIN, cursor and token in an answer. */
  takeFrom(answer: unknown, name = ""): void {
    if (typeof answer === "string") this.take(name, answer);
    else if (Array.isArray(answer)) for (const item of answer as unknown[]) this.takeFrom(item, name.replace(/s$/, ""));
    else if (typeof answer === "object" && answer !== null) {
      const kind = "is_managed" in answer && answer.is_managed === false ? unmanaged : "";
      for (const [key, value] of Object.entries(answer)) {
        this.takeFrom(value, typeof value === "string" && /^(access_code|device)_id$/.test(key) ? kind + key : key);
      }
    }
  }

  take(name: string, value: string): void {
    if (!/(_id|^code|cursor|^token)$/.test(name)) return;
    for (const secret of secretsIn(value)) this.secrets.add(secret);
    const known = this.#byName.get(name) ?? [];
    if (known.includes(value)) return;
    known.push(value);
    if (known.length > mostOfAName) known.shift();
    this.#byName.set(name, known);
  }

  /** Who says a PIN may be shown it: two workspaces may have the same by chance. */
  say(sent: string): void {
    for (const [pin] of sent.matchAll(longPin)) this.secrets.add(pin);
  }

  /** The nth of a name; later ones first, because those are the ones that still stand. */
  nth({ to, nth }: Ref, path: string): string | undefined {
    const ofKind = path.includes("/unmanaged/") ? this.#byName.get(unmanaged + to) : undefined;
    const known = ofKind ?? this.#byName.get(to) ?? [];
    return known.at(-1 - (nth % Math.max(known.length, 1)));
  }
}

/** What in a text could be somebody's: ids, long PINs and tokens. */
export function secretsIn(text: string): readonly string[] {
  return [...text.matchAll(uuid), ...text.matchAll(longPin), ...text.matchAll(token)].map(([found]) => found);
}
