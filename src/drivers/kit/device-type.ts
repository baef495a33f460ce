/** Names by which makers sign their local locks, and the contract's type for each. */
const types: readonly (readonly [RegExp, string])[] = [
  [/yale|assa/i, "yale_lock"],
  [/schlage|allegion/i, "schlage_lock"],
  [/kwikset|weiser|baldwin/i, "kwikset_lock"],
  [/akiles/i, "akiles_lock"],
  [/august/i, "august_lock"],
  [/linear/i, "linear_lock"],
  [/lockly/i, "lockly_lock"],
  [/nuki/i, "nuki_lock"],
  [/tedee/i, "tedee_lock"],
  [/wyze/i, "wyze_lock"],
];

/** The contract has a type for each make and none for local protocols: what it does not know is a lock on somebody's hub. */
export function deviceTypeOf(maker: string): string {
  return types.find(([pattern]) => pattern.test(maker))?.[1] ?? "smartthings_lock";
}
