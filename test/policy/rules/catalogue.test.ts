import { describe, expect, it } from "vitest";
import { catalogueOf, type Selection } from "../../../src/policy/rules/catalogue.ts";
import type { CompiledRule } from "../../../src/policy/compile/contract.ts";
import type { PolicySet } from "../../../src/policy/rules/policy-set.ts";
import type { RuleSet } from "../../../src/policy/rules/metadata.ts";
import type { RuleSetting } from "../../../src/policy/policy.ts";

function ruleOf(id: string, parts: Partial<CompiledRule> = {}): CompiledRule {
  return {
    id,
    package: id,
    name: "deny",
    severity: "error",
    file: `${id}.rego`,
    row: 3,
    reads: ["packages"],
    dataRefs: [],
    ...parts,
  };
}

function sourcesToCompile(): never {
  throw new Error("nobody compiles here");
}

function set(shipped: boolean, ...rules: CompiledRule[]): PolicySet {
  return {
    shipped,
    name: shipped ? "shipped" : "own",
    sources: [],
    rules,
    wasm: new Uint8Array(),
    sourcesToCompile,
  };
}

const shippedRule = ruleOf("packages.banned", { package: "lumogate.packages.banned" });
const settings = (entries: Record<string, RuleSetting>, more: Partial<Selection> = {}): Selection => ({
  settings: new Map(Object.entries(entries)),
  extends: "none",
  scope: "all",
  ...more,
});
const none = settings({});
const PLACE = { file: "lumogate.yaml", line: 2, column: 3 };

describe("which rules are active", () => {
  const sets = [set(true, shippedRule), set(false, ruleOf("main"))];
  const active = (entries: Record<string, RuleSetting>) =>
    catalogueOf(sets, settings(entries)).rules.flatMap((rule) => (rule.active ? [rule.id] : []));

  it("a shipped one with settings, and the user's own unless it is off", () => {
    expect(active({})).toEqual(["main"]);
    expect(active({ "packages.banned": { off: false, settings: { packages: ["a"] } } })).toEqual([
      "main",
      "packages.banned",
    ]);
    expect(active({ "packages.banned": { off: true, settings: {} }, main: { off: true } })).toEqual([]);
  });

  it("only those have to answer, each in its own policy", () => {
    const all = catalogueOf(
      sets,
      settings({ "packages.banned": { off: false, settings: {} }, main: { off: true } }),
    );
    expect(all.active.map((rules) => rules.map(({ key }) => key))).toEqual([
      ["lumogate.packages.banned/deny"],
      [],
    ]);
  });

  it("a shipped one that is only switched on", () => {
    expect(active({ "packages.banned": { off: false, severity: "note" } })).toEqual([
      "main",
      "packages.banned",
    ]);
  });

  describe("that ours say they belong to a set", () => {
    const ours = [
      ruleOf("a", { custom: { extends: "recommended" } }),
      ruleOf("b", { custom: { extends: "strict" } }),
      ruleOf("c"),
      ruleOf("d", { custom: { extends: "recommended" }, reads: ["files", "os"] }),
    ];
    const brought = (more: Partial<Selection>, entries: Record<string, RuleSetting> = {}) =>
      catalogueOf([set(true, ...ours)], settings(entries, more))
        .rules.filter((rule) => rule.active)
        .map(({ id }) => id);

    it.each<[RuleSet, string[]]>([
      ["none", []],
      ["recommended", ["a", "d"]],
      ["strict", ["a", "b", "d"]],
    ])("those of %s", (name, ids) => {
      expect(brought({ extends: name })).toEqual(ids);
    });

    it("unless the configuration says otherwise of one", () => {
      expect(
        brought({ extends: "recommended" }, { a: { off: true }, c: { off: false, settings: {} } }),
      ).toEqual(["c", "d"]);
    });

    it("but not those that read files where nobody looks at files, unless somebody asked for them", () => {
      const { rules } = catalogueOf([set(true, ...ours)], settings({}, { extends: "strict", scope: "os" }));
      expect(rules.find(({ id }) => id === "d")).toMatchObject({
        active: false,
        offBecause: expect.stringContaining("--scope os") as string,
      });
      expect(brought({ extends: "strict", scope: "os" })).toEqual(["a", "b"]);
      expect(brought({ scope: "os" }, { d: { off: false, severity: "error" } })).toEqual(["d"]);
    });

    it("a rule of the user's own says so in vain: it judges in any case", () => {
      const own = catalogueOf([set(false, ...ours)], settings({}, { extends: "none" }));
      expect(own.rules.every((rule) => rule.active)).toBe(true);
    });
  });
});

describe("what is known of a rule", () => {
  it("is where it comes from, what it reads, and its severity", () => {
    const own = ruleOf("main", { title: "T", severity: "warning", reads: ["os", "config"] });
    expect(catalogueOf([set(true, shippedRule), set(false, own)], none).rules).toMatchObject([
      {
        id: "main",
        title: "T",
        origin: "main.rego:3",
        severity: "warning",
        reads: ["config", "os"],
        active: true,
      },
      { id: "packages.banned", origin: "shipped", severity: "error", reads: ["packages"], active: false },
    ]);
  });

  it.each([
    [["*"], ["image", "config", "layers", "os", "packages", "files"]],
    [["databases"], ["packages"]],
    [["files"], ["files"]],
    [["gaps", "schema", "scope"], []],
    [["something new"], ["image", "config", "layers", "os", "packages", "files"]],
    [[], []],
  ])("reading %j is reading the evidence %j", (reads, evidence) => {
    expect(catalogueOf([set(false, ruleOf("main", { reads }))], none).rules[0]?.reads).toEqual(evidence);
  });

  it("is one rule where deny and warn share an id", () => {
    const rules = [
      ruleOf("main", { reads: ["os"] }),
      ruleOf("main", { name: "warn", severity: "warning", title: "T" }),
    ];
    const all = catalogueOf([set(false, ...rules)], settings({ main: { off: false, severity: "note" } }));
    expect(all.rules).toMatchObject([
      { id: "main", title: "T", reads: ["os", "packages"], severity: "note" },
    ]);
    expect(catalogueOf([set(false, ...rules)], none).rules[0]?.severity).toBe("error");
    expect(all.active[0]).toMatchObject([
      { key: "main/deny", severity: "error", severitySetting: "note" },
      { key: "main/warn", severity: "warning", severitySetting: "note" },
    ]);
  });

  it("takes severity, fix and docs from METADATA, and refuses them in another shape", () => {
    const custom = { severity: "note", fix: "F", docs: "D" };
    expect(catalogueOf([set(false, ruleOf("main", { custom }))], none).active[0]).toMatchObject([
      { severity: "note", fix: "F", docs: "D" },
    ]);
    for (const wrong of [
      { severity: "high" },
      { fix: 7 },
      { docs: null },
      { extends: "none" },
      { settings: ["list"] },
      { data: true },
      { effective_on: "31.1.2026" },
      { effective_on: "2026-02-30" },
    ]) {
      expect(() => catalogueOf([set(false, ruleOf("main", { custom: wrong }))], none)).toThrow(
        expect.objectContaining({ code: "policy.metadata", location: { file: "main.rego", line: 3 } }),
      );
    }
  });
});

describe("what active rules need that is there only on demand", () => {
  const nothing = { origins: "no", base: "no", changes: "no", signatures: "no" };

  it.each<[string, Partial<CompiledRule>, object]>([
    ["nothing, where they ask for nothing", {}, {}],
    ["origins", { asks: ["introducedIn"] }, { origins: "needed" }],
    ["origins, for a database's layer", { asks: ["layer"] }, { origins: "needed" }],
    ["origins, for what comes from the base", { asks: ["fromBase"] }, { origins: "needed", base: "needed" }],
    ["changes", { reads: ["layers"], asks: ["changes"] }, { changes: "needed" }],
    ["signatures", { reads: ["image"], asks: ["signatures"] }, { signatures: "needed" }],
    ["attestations", { reads: ["image"], asks: ["attestations"] }, { signatures: "needed" }],
    ["nothing, where the name is of another part", { reads: ["os"], asks: ["layer", "changes"] }, {}],
    [
      "whatever may be looked up, though it is not named",
      { asks: ["*"] },
      { origins: "asked", base: "asked" },
    ],
    [
      "all that there is, where all of the inventory is read",
      { reads: ["*"], asks: ["layer"] },
      { origins: "needed", base: "asked", changes: "asked", signatures: "asked" },
    ],
  ])("is %s", (_what, parts, needed) => {
    const { needs } = catalogueOf([set(false, ruleOf("main", parts))], none);
    expect(needs).toMatchObject({ ...nothing, ...needed });
  });

  it("is nothing, where the rule that asks is off", () => {
    const sets = [set(false, ruleOf("main", { asks: ["introducedIn"] }))];
    expect(catalogueOf(sets, settings({ main: { off: true } })).needs).toMatchObject(nothing);
  });
});

describe("what cannot be", () => {
  it("is a rule of the user's with the id of a shipped one", () => {
    const clash = ruleOf("packages.banned", { package: "packages.banned" });
    expect(() => catalogueOf([set(true, shippedRule), set(false, clash)], none)).toThrow(
      expect.objectContaining({
        code: "policy.duplicate-rule",
        message: expect.stringContaining("packages.banned (packages.banned.rego:3)") as string,
      }),
    );
  });

  it("is a setting for a rule that is not there", () => {
    expect(naming("package.banned")).toThrow(
      expect.objectContaining({
        message: 'There is no rule "package.banned". Did you mean "packages.banned"?',
        hint: "lumogate policy docs describes the rules that lumogate ships.",
      }),
    );
    expect(naming("x")).toThrow(
      expect.objectContaining({
        code: "config.unknown-rule",
        hint: "Rules are: packages.banned.",
        location: PLACE,
      }),
    );
  });
});

/** Reads a configuration that has a setting for such a rule. */
function naming(id: string): () => unknown {
  return () => catalogueOf([set(true, shippedRule)], settings({ [id]: { off: true, location: PLACE } }));
}
