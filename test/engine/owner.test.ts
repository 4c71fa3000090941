import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { isLeftover, type Owner, ownerText, type Vantage } from "../../src/engine/owner.ts";
import { startOf, thisProcess } from "../../src/engine/process.ts";

const SELF: Owner = { machine: "boot-1", pidNamespace: "pid:[1]", pid: 100, started: "5000" };
const HOUR = 3_600_000;
const NOW = 1_000 * HOUR;

/** Processes 100 (we), 200 and 300 live. */
const VANTAGE: Vantage = {
  self: SELF,
  now: NOW,
  leftoverMs: 24 * HOUR,
  startOf: (pid) =>
    new Map([
      [100, "5000"],
      [200, "6000"],
      [300, ""],
    ]).get(pid),
};

function leftover(owner: Partial<Owner> | string | undefined, ageMs = 0): boolean {
  const text = owner === undefined || typeof owner === "string" ? owner : ownerText({ ...SELF, ...owner });
  return isLeftover({ owner: text, created: NOW - ageMs }, VANTAGE);
}

describe("a container with our label", () => {
  it("is in use while its owner lives, however old it is", () => {
    expect(leftover({})).toBe(false);
    expect(leftover({ pid: 200, started: "6000" }, 99 * HOUR)).toBe(false);
  });

  it("is a leftover once its owner is dead, however young it is", () => {
    expect(leftover({ pid: 201 })).toBe(true);
  });

  it("is a leftover where another process has its owner's ID by now", () => {
    expect(leftover({ pid: 200, started: "5999" })).toBe(true);
  });

  it.each([
    ["on another machine, or before this one's last start", { machine: "boot-2", pid: 201 }],
    ["in another process namespace", { pidNamespace: "pid:[2]", pid: 201 }],
  ])("whose owner lived %s is left alone for a day", (_where, owner) => {
    expect(leftover(owner, 23 * HOUR)).toBe(false);
    expect(leftover(owner, 25 * HOUR)).toBe(true);
  });

  it.each([
    ["none", undefined],
    ["no JSON", "{"],
    ["a list", "[]"],
    ["a word for a process ID", JSON.stringify({ ...SELF, pid: "201" })],
    ["a process group for a process ID", JSON.stringify({ ...SELF, pid: -1 })],
    ["no start", JSON.stringify({ ...SELF, pid: 201, started: undefined })],
  ])("whose owner's label is unusable (%s) is left alone for a day", (_what, text) => {
    expect(leftover(text, 23 * HOUR)).toBe(false);
    expect(leftover(text, 25 * HOUR)).toBe(true);
  });
});

describe("a process", () => {
  it("knows itself again", () => {
    const self = thisProcess();
    expect(self).toEqual(thisProcess());
    expect(startOf(self.pid)).toBe(self.started);
  });

  it("that has ended has no start, and one that runs has", async () => {
    const child = spawn(process.execPath, ["-e", "process.stdin.resume()"]);
    await once(child, "spawn");
    const { pid = 0 } = child;
    expect(startOf(pid)).toMatch(/^\d*$/);
    child.kill();
    await once(child, "close");
    expect(startOf(pid)).toBeUndefined();
  });
});
