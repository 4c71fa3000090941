import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { erlang } from "../../../src/catalogers/languages/erlang.ts";
import { cataloged } from "../../support/cataloged.ts";
import { requireManager } from "../../support/managers.ts";

const absent = requireManager("erl");

describe.skipIf(absent !== "")(`beside Erlang ${absent}`, () => {
  it("finds each application of OTP in the version that Erlang tells", async () => {
    const root = ask('io:format("~s", [code:lib_dir()])');
    const told = ask(`
      [begin application:load(A), {ok, V} = application:get_key(A, vsn), io:format("~s ~s~n", [A, V]) end
        || F <- filelib:wildcard(code:lib_dir() ++ "/*/ebin/*.app"), A <- [list_to_atom(filename:basename(F, ".app"))]]`);
    const files = await cataloged(root, [erlang]);
    const found = files.flatMap(({ packages }) => packages.map(({ name, version }) => `${name} ${version}`));
    expect(found.length).toBeGreaterThan(3);
    expect(found.toSorted()).toEqual(told.trim().split("\n").toSorted());
  });
});

describe("an .app", () => {
  const forms: Record<string, string> = {
    plain: '{application, till, [{description, "A till"}, {vsn, "1.4.2"}, {modules, [till]}]}.',
    "with comments, and marks within texts": `%% {vsn, "0"}\n{application,till, [{description, "{vsn, \\"0\\"}"},\n% x\n{vsn,"1.4.2"}]}.`,
    "with the name in quotes": `{application, 'till', [{vsn, "1.4.2"}]}.`,
    "with the version as bytes": '{application, till, [{vsn, <<"1.4.2">>}]}.',
    "with another vsn further in":
      '{application, till, [{env, [{vsn, "0"}, {a, {vsn, "0"}}]}, {vsn, "1.4.2"}]}.',
    "with characters": `{application, till, [{env, [{quote, $"}, {tab, $\\t}]}, {vsn, "1.4.2"}]}.`,
  };
  it.each(Object.entries(forms))("is read: %s", (_, text) => {
    expect(parse(text)).toEqual({
      packages: [{ type: "otp", name: "till", version: "1.4.2" }],
      problems: [],
    });
  });

  it("that is cut still is the application, without a version where that is gone", () => {
    const text = '{application, till, [{vsn, "1.4.2"}, {modules, [till]}]}.';
    const behindVersion = text.indexOf('2"') + 2;
    for (let length = "{application, till,".length; length < text.length; length += 1) {
      const { packages, problems } = parse(text.slice(0, length));
      const version = length >= behindVersion ? "1.4.2" : "";
      expect(packages).toEqual([{ type: "otp", name: "till", version }]);
      expect(problems.map(({ code }) => code)).toEqual(version === "" ? ["bad-version"] : []);
    }
  });

  it("of something else is none", () => {
    expect(parse("MZ or whatever")).toEqual({ packages: [], problems: [] });
  });
});

function parse(text: string): ReturnType<typeof erlang.parse> {
  return erlang.parse({ path: "/opt/till/lib/till-1.4.2/ebin/till.app", bytes: Buffer.from(text) });
}

function ask(expression: string): string {
  return execFileSync("erl", ["-noshell", "-eval", `${expression}, halt().`], { encoding: "utf8" });
}
