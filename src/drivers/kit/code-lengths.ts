/** What a lock says beyond this is not believed: no keypad takes so many digits. */
const most = 20;

/** Every PIN length from the shortest to the longest that a lock takes, in digits, both included. */
export function lengthsBetween(shortest: number, longest: number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.min(longest, most) - shortest + 1) }, (_, more) => shortest + more);
}
