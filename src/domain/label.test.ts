import fc from "fast-check";
import { expect, test } from "vitest";
import { ableLock } from "#test/support/domain-values.ts";
import { isLabelOf, labelFor } from "./label.ts";

const short = {
  ...ableLock,
  constraints: [{ type: "name_length", min: 2, max: 8 }, { type: "name_must_be_unique" }] as const,
};

test("a label fits the lock and is there once, whatever the name", () => {
  fc.assert(
    fc.property(
      fc.option(fc.string({ unit: "grapheme" }), { nil: undefined }),
      fc.array(fc.string()),
      (name, others) => {
        const taken = new Set([...others, labelFor(name, short, new Set())]);
        const label = labelFor(name, short, taken);
        expect([...label].length).toBeGreaterThanOrEqual(2);
        expect([...label].length).toBeLessThanOrEqual(8);
        expect(taken.has(label)).toBe(false);
        expect(isLabelOf(label, name, short)).toBe(true);
      },
    ),
  );
});

test("a name is shown as it was given where the lock can", () => {
  expect(labelFor("Anna  Müller 🏡", ableLock, new Set())).toBe("Anna Müller");
  expect(labelFor(undefined, ableLock, new Set())).toBe("Access code");
});

test("a label of another name is told apart", () => {
  expect(isLabelOf("Anna 2", "Anna", ableLock)).toBe(true);
  expect(isLabelOf("Anna", "Anna", ableLock)).toBe(true);
  expect(isLabelOf("Anna", "Hanna", ableLock)).toBe(false);
});

const plain = { ...short, names: "plain" } as const;

test("a lock that takes letters and digits only gets nothing else, and each name once where it wants that", () => {
  fc.assert(
    fc.property(fc.option(fc.string({ unit: "grapheme" }), { nil: undefined }), fc.nat(20), (name, others) => {
      const taken = new Set<string>();
      for (let count = 0; count <= others; count += 1) {
        const label = labelFor(name, plain, taken);
        expect(label).toMatch(/^[A-Za-z0-9]{2,8}$/);
        expect(taken.has(label)).toBe(false);
        expect(isLabelOf(label, name, plain)).toBe(true);
        taken.add(label);
      }
    }),
  );
});

test("a plain name keeps what it can", () => {
  expect(labelFor("Anna Müller-Lüdenscheid", plain, new Set())).toBe("AnnaMull");
  expect(labelFor("Room 12", plain, new Set(["Room12"]))).toBe("Room122");
  expect(labelFor("🏡", { ...plain, constraints: [] }, new Set())).toBe("Accesscode");
});
