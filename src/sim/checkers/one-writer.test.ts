import { expect, test } from "vitest";
import { done, guest, other, Stage, setting } from "#test/support/stage.ts";
import { oneWriter } from "./one-writer.ts";

const one = { call: 1, process: "server-1" };
const another = { call: 2, process: "server-2" };

test("calls that follow each other are in order, whoever sends them", async () => {
  const stage = new Stage(oneWriter);
  stage.sends(setting(guest, "1357"), one);
  stage.hears(setting(guest, "1357"), done, one);
  stage.sends(setting(other, "2468"), another);
  stage.sends("observe", one);
  expect(stage.objections).toEqual([]);
});

test("two that change one lock at once are objected to", async () => {
  const stage = new Stage(oneWriter);
  stage.sends(setting(guest, "1357"), one);
  await stage.pass(0.1);
  stage.sends(setting(other, "2468"), another);
  expect(stage.objections).toHaveLength(1);
});

test("unless the first stood still, and so lost its lease", async () => {
  const stage = new Stage(oneWriter);
  stage.sends(setting(guest, "1357"), one);
  stage.tell({ kind: "process", process: one.process, what: "paused" });
  await stage.pass(0.5);
  stage.sends(setting(other, "2468"), another);
  expect(stage.objections).toEqual([]);
  expect(stage.counted).toHaveLength(1);
});

test("a process that died calls nobody any more", () => {
  const stage = new Stage(oneWriter);
  stage.sends(setting(guest, "1357"), one);
  stage.tell({ kind: "process", process: one.process, what: "crashed" });
  stage.sends(setting(other, "2468"), another);
  expect(stage.objections).toEqual([]);
});
