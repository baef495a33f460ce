import { describe, expect, test } from "vitest";
import { removeMessage, storedSlot, storeMessage } from "./tlv.ts";

// Worked out by hand from the layout that jgonzalez007/kwikset-mcp-node documents (src/tlv8.js, src/access-code-codec.js, 2026).
describe("the bytes of an order", () => {
  test.for([
    ["an even number of digits", "1234", "000400111234" + "020747756573742031"],
    ["an odd number of digits, filled up with F", "05291", "00050011" + "05291f" + "020747756573742031"],
  ] as const)("for a code without end: %s", ([, digits, hex]) => {
    expect(storeMessage({ digits, name: "Guest 1", window: undefined }).toString("hex")).toBe(hex);
  });

  test("for a code with a window, by the clock on the wall, and a name beyond ASCII", () => {
    const window = { from: Date.UTC(2026, 2, 7, 14, 30), to: Date.UTC(2027, 11, 31, 23, 59) };
    expect(storeMessage({ digits: "83046172", name: "Zoë 12", window }).toString("hex")).toBe(
      "0006003183046172" + "010778bbbbc3e76b36" + "02075a6fc3ab203132",
    );
  });

  test("in years whose bits reach the sign", () => {
    const window = { from: Date.UTC(2026, 2, 7, 14, 30), to: Date.UTC(2090, 11, 31, 23, 59) };
    const hex = storeMessage({ digits: "1234", name: "G 1", window }).toString("hex");
    expect(hex).toContain("0107" + "78bbbbc3e76bb4");
  });

  test("to empty a slot", () => {
    expect(removeMessage(4).toString("hex")).toBe("050104");
    expect(removeMessage(255).toString("hex")).toBe("0501ff");
  });
});

test("a lock names the slot that it has chosen, and whatever else it says names none", () => {
  expect(storedSlot("030104")).toBe(4);
  expect(storedSlot("0301FA")).toBe(250);
  for (const other of ["", "TOKEN_NOT_FOUND", "0301", "03010405", "040104"]) expect(storedSlot(other)).toBeUndefined();
});
