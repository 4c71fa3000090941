import { describe, expect, it } from "vitest";
import { conda } from "../../../src/catalogers/languages/conda.ts";

const PATH = "/opt/conda/conda-meta/ca-certificates-2024.7.2-h06a4308_0.json";

const RECORD = {
  name: "ca-certificates",
  version: "2024.7.2",
  build: "h06a4308_0",
  build_number: 0,
  channel: "https://repo.anaconda.com/pkgs/main/linux-64",
  subdir: "linux-64",
  fn: "ca-certificates-2024.7.2-h06a4308_0.conda",
  license: "MPL-2.0",
  files: ["ssl/cacert.pem"],
};

function parse(record: unknown, path = PATH) {
  const text = typeof record === "string" ? record : JSON.stringify(record);
  return conda.parse({ path, bytes: Buffer.from(text) });
}

const purl = (record: unknown) => parse(record).packages[0]?.purl;

it("reads a record of the base environment", () => {
  expect(parse(RECORD)).toEqual({
    packages: [
      {
        type: "conda",
        name: "ca-certificates",
        version: "2024.7.2",
        arch: "linux-64",
        licenses: ["MPL-2.0"],
        purl: "pkg:conda/ca-certificates@2024.7.2?build=h06a4308_0&channel=pkgs%2Fmain&subdir=linux-64&type=conda",
      },
    ],
    problems: [],
  });
});

function channel(text: unknown): string | undefined {
  return /channel=([^&]*)/.exec(purl({ ...RECORD, channel: text }) ?? "")?.[1];
}

describe("a channel", () => {
  it.each([
    ["https://conda.anaconda.org/conda-forge/linux-64", "conda-forge"],
    ["https://conda.anaconda.org/conda-forge", "conda-forge"],
    ["conda-forge", "conda-forge"],
    ["pkgs/main", "pkgs%2Fmain"],
    ["https:///", undefined],
    [undefined, undefined],
    [{ name: "x" }, undefined],
  ])("has the name that conda tells: %s", (text, name) => {
    expect(channel(text)).toBe(name);
  });

  it("is told without the secrets that its URL may have", () => {
    expect(channel("https://conda.anaconda.org/t/to-12345/private/linux-64")).toBe("private");
    expect(channel("https://user:word@example.org/conda/t/to-12345/private/linux-64")).toBe(
      "conda%2Fprivate",
    );
  });
});

describe("a record that is damaged", () => {
  it("is known by its name, and something may be missing", () => {
    const found = parse(JSON.stringify(RECORD).slice(0, 40));
    expect(found.packages).toEqual([
      {
        type: "conda",
        name: "ca-certificates",
        version: "2024.7.2",
        purl: "pkg:conda/ca-certificates@2024.7.2?build=h06a4308_0",
      },
    ]);
    expect(found.problems.map(({ code }) => code)).toEqual(["malformed"]);
  });

  it("tells by its name what it does not say", () => {
    const found = parse({ ...RECORD, version: undefined });
    expect(found.packages).toMatchObject([{ name: "ca-certificates", version: "2024.7.2" }]);
    expect(found.problems.map(({ code }) => code)).toEqual(["bad-version"]);
  });

  it("is a gap also where its name tells nothing", () => {
    expect(parse("{", "/opt/conda/conda-meta/x.json")).toMatchObject({
      packages: [],
      problems: [{ code: "malformed" }],
    });
  });

  it("is none where it is somebody else's file", () => {
    expect(parse({ hello: 1 }, "/opt/conda/conda-meta/settings.json")).toEqual({
      packages: [],
      problems: [],
    });
  });
});
