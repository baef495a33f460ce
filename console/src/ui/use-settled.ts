import { useEffect, useState } from "react";

/** What somebody types, once they pause for so long, in milliseconds: not every letter is a question to the server. */
const pauseMs = 250;

export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const pause = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(pause);
  }, [value]);
  return settled;
}
