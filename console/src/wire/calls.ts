import { useSyncExternalStore } from "react";

/** A call of the API that a page has made, for whoever wants to make it themselves. */
export interface Call {
  readonly path: string;
  /** What was asked, without PINs. */
  readonly asked: Readonly<Record<string, unknown>>;
}

let calls: readonly Call[] = [];
const listeners = new Set<() => void>();

/** The same call is listed once, where it was last made. */
export function recordCall(path: string, asked: object): void {
  const call = { path, asked: withoutPins(asked) };
  const text = JSON.stringify(call);
  calls = [...calls.filter((one) => JSON.stringify(one) !== text), call].slice(-20);
  for (const listener of listeners) listener();
}

/** Another page begins, and its own calls. */
export function forgetCalls(): void {
  calls = [];
  for (const listener of listeners) listener();
}

/** The calls of this page, oldest first. */
export function useCalls(): readonly Call[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => calls,
  );
}

function withoutPins(asked: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(asked).map(([key, value]) => [key, isPin(key, value) ? "••••" : value]));
}

/** Also what is looked for: whoever types nothing but digits there looks for a PIN. */
function isPin(key: string, value: unknown): boolean {
  return key === "code" || (key === "search" && typeof value === "string" && /^\d+$/.test(value));
}
