import { describe, expect, it } from "vitest";
import { BUILTIN_DECLARATIONS, GROUPS, loadBuiltins } from "../../../src/policy/builtins/index.ts";

const CONTEXT = { nowNs: 0n };
const OURS = BUILTIN_DECLARATIONS.hostBuiltins.map(({ name }) => name);

describe("the register of functions", () => {
  it("has each name once", () => {
    const names = [...BUILTIN_DECLARATIONS.opaBuiltins, ...OURS];
    expect(names).toEqual([...new Set(names)]);
  });

  it("names exactly what each file answers", async () => {
    for (const { names, strict = [], load } of GROUPS) {
      expect([...(await load()).keys()].toSorted()).toEqual([...names, ...strict].toSorted());
    }
  });

  it.each(OURS)("%s refuses arguments of other types", async (name) => {
    const { answer } = await loadBuiltins([name]);
    expect(() => answer(name, [], CONTEXT)).toThrow(TypeError);
    expect(() => answer(name, [null, true, null], CONTEXT)).toThrow(TypeError);
  });

  it("loads no function that lumogate has not", async () => {
    await expect(loadBuiltins(["http.send"])).rejects.toThrow("lumogate has no function http.send");
  });
});
