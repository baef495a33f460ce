import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkers } from "#sim/checkers/index.ts";
import { Database } from "#sim/database.ts";
import { describeOptions } from "#sim/options.ts";
import { run } from "#sim/run.ts";
import { stories } from "#sim/stories/index.ts";
import { storyOptions, tryStory } from "./try-story.ts";

/** All points are tried by `npm run sim:crashes`; here one of so many, and of the shortest story each. */
const every = 25;
const wholly = new Set(["deleted-in-flight"]);

let database: Database;

beforeAll(async () => {
  database = await Database.open();
});

afterAll(() => database.close());

describe("a process that dies at any point of a story breaks no promise, and the story ends well", () => {
  test.each(stories)("$name: $tells", async (story) => {
    const share = wholly.has(story.name) ? { first: 0, every: 1 } : { first: 1, every };
    const broken: string[] = [];
    const tried = await tryStory(
      story,
      { seed: 1, isAll: false, share, seconds: 0 },
      { database, checkers },
      (options, { id, what }) => broken.push(`${id} ${what} ${describeOptions(options)}`),
    );
    expect(broken).toEqual([]);
    expect(tried.points).toBeGreaterThan(0);
  });
});

test("a story that ends otherwise than it says is a violation", async () => {
  const [story] = stories;
  if (story === undefined) throw new Error("There are stories.");
  const other = {
    ...story,
    play: async (stage: Parameters<typeof story.play>[0]) => stage.expect(false, "day is night"),
  };
  const { violations } = await run(storyOptions(other, 1, []), database, checkers);
  expect(violations.map(({ id }) => id)).toEqual(["story"]);
});

test("a process dies exactly at the point that is named", async () => {
  const [story] = stories;
  if (story === undefined) throw new Error("There are stories.");
  const lines: string[] = [];
  const options = {
    ...storyOptions(story, 1, [{ effect: 60, position: "before" }]),
    print: (line: string) => lines.push(line),
  };
  const crashed = await run(options, database, checkers);
  expect(lines.filter((line) => line.includes("server-1 crashed"))).toHaveLength(2);
  expect(crashed.points.filter(({ effect }) => effect === 60).map(({ position }) => position)).toEqual(["before"]);
});
