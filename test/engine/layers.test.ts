import { describe, expect, it } from "vitest";
import { type HistoryStep, joinLayers } from "../../src/engine/layers.ts";

function classic(createdBy: string, size = 0): HistoryStep {
  return { createdBy: `/bin/sh -c ${createdBy}`, created: 1, size, comment: "" };
}

function buildKit(createdBy: string, size = 0): HistoryStep {
  return { createdBy, created: 1, size, comment: "buildkit.dockerfile.v0" };
}

/** For each layer the instruction that is said to have made it. */
function makers(history: readonly HistoryStep[], layers: number): (string | undefined)[] {
  const diffIds = Array.from({ length: layers }, (_, index) => `sha256:${index}`);
  const joined = joinLayers(history, diffIds);
  expect(joined.layers.filter(({ empty }) => !empty).map(({ diffId }) => diffId)).toEqual(diffIds);
  return joined.layers.filter(({ empty }) => !empty).map(({ createdBy }) => createdBy);
}

describe("history and layers", () => {
  it("of the classic builder join where every step with files changed some", () => {
    const history = [
      classic("#(nop) ADD file:1 in / ", 100),
      classic('#(nop)  CMD ["sh"]'),
      classic("mkdir -p /a/b"),
      classic("#(nop)  ENV A=RUN"),
      classic("rm -rf /a"),
      classic("#(nop) WORKDIR /"),
    ];
    expect(makers(history, 3)).toEqual([
      "/bin/sh -c #(nop) ADD file:1 in / ",
      "/bin/sh -c mkdir -p /a/b",
      "/bin/sh -c rm -rf /a",
    ]);
  });

  it("of the classic builder join where a step changed nothing, and so made no layer", () => {
    const history = [classic("#(nop) ADD file:1 in / ", 100), classic("true"), classic("echo > /x", 1)];
    expect(makers(history, 2)).toEqual(["/bin/sh -c #(nop) ADD file:1 in / ", "/bin/sh -c echo > /x"]);
  });

  it("of BuildKit join, with a layer of each step that touches files", () => {
    const history = [
      buildKit("ARG X=1"),
      buildKit("COPY a /a # buildkit", 3),
      buildKit("WORKDIR /work"),
      buildKit("ENV A=b"),
      buildKit("WORKDIR /work"),
      buildKit("RUN |1 X=1 /bin/sh -c true # buildkit"),
      buildKit('HEALTHCHECK &{["CMD" "true"]}'),
      buildKit("WORKDIR /"),
    ];
    expect(makers(history, 4)).toEqual([
      "COPY a /a # buildkit",
      "WORKDIR /work",
      "WORKDIR /work",
      "RUN |1 X=1 /bin/sh -c true # buildkit",
    ]);
  });

  it("of BuildKit upon a classic base join, where the base has steps without layers", () => {
    const history = [classic("#(nop) ADD file:1 in / ", 100), classic("true"), buildKit("WORKDIR /work")];
    expect(makers(history, 2)).toEqual(["/bin/sh -c #(nop) ADD file:1 in / ", "WORKDIR /work"]);
  });

  it("say nothing of steps where they contradict each other, but tell of it", () => {
    const history = [classic("ADD", 100), classic("WORKDIR /a"), classic("WORKDIR /a")];
    const { layers, gaps } = joinLayers(history, ["sha256:0", "sha256:1"]);
    expect(layers).toEqual([
      { index: 0, diffId: "sha256:0", empty: false },
      { index: 1, diffId: "sha256:1", empty: false },
    ]);
    expect(gaps).toMatchObject([{ code: "layers.history", by: "layers", affects: ["layers"] }]);
  });

  it("have a gap where an image hides its history", () => {
    expect(joinLayers([], ["sha256:0"]).gaps).toHaveLength(1);
    expect(joinLayers([], [])).toEqual({ layers: [], stored: [], gaps: [] });
  });

  it("say when and how large, and leave out what is not said", () => {
    const unsaid = { createdBy: "", created: -62_135_596_800, size: 7, comment: "" };
    const epoch = { createdBy: "CMD x", created: 0, size: 0, comment: "" };
    const { layers, stored } = joinLayers([unsaid, epoch], ["sha256:0"]);
    expect(stored).toEqual([{ diffId: "sha256:0", size: 7 }]);
    expect(layers).toEqual([
      { index: 0, diffId: "sha256:0", empty: false },
      { index: 1, createdBy: "CMD x", empty: true },
    ]);
  });
});
