import { expect, it } from "vitest";
import { parseChallenges } from "../../src/registry/challenge.ts";

function plain(...values: readonly string[]): [string, Record<string, string>][] {
  return parseChallenges(values).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
}

it.each<[string, [string, Record<string, string>][]]>([
  [
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
    [
      [
        "bearer",
        {
          realm: "https://auth.docker.io/token",
          service: "registry.docker.io",
          scope: "repository:a/b:pull,push",
        },
      ],
    ],
  ],
  [
    'Basic realm="a b", Bearer realm=x , Service="y"',
    [
      ["basic", { realm: "a b" }],
      ["bearer", { realm: "x", service: "y" }],
    ],
  ],
  [
    'Negotiate, basic REALM="say \\"hello\\", friend"',
    [
      ["negotiate", {}],
      ["basic", { realm: 'say "hello", friend' }],
    ],
  ],
  ["Basic", [["basic", {}]]],
  ["", []],
  ['=1, "x"', []],
  ['Bearer realm="never closed', [["bearer", {}]]],
])("the challenges in %s", (value, challenges) => {
  expect(plain(value)).toEqual(challenges);
});

it("challenges of several headers stand in their order", () => {
  expect(plain("Basic", "Bearer realm=x")).toEqual([
    ["basic", {}],
    ["bearer", { realm: "x" }],
  ]);
});
