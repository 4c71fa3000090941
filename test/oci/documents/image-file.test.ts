import { describe, expect, it } from "vitest";
import { joinHistory, parseImageFile } from "../../../src/oci/documents/image-file.ts";
import { digestOf } from "../../support/layout.ts";

const DIFF_IDS = ["a", "b"].map((text) => digestOf(Buffer.from(text)));

function layersOf(history: unknown): ReturnType<typeof joinHistory> {
  const file = { rootfs: { diff_ids: DIFF_IDS }, history };
  return joinHistory(parseImageFile(Buffer.from(JSON.stringify(file))));
}

describe("an image's history", () => {
  it("is joined with the layers that its steps made", () => {
    const steps = [
      { created_by: "ADD a", created: "2026-01-02T03:04:05Z" },
      { created_by: "ENV A=1", empty_layer: true },
      { created_by: "RUN b", empty_layer: false },
    ];
    expect(layersOf(steps)).toEqual({
      layers: [
        { index: 0, diffId: DIFF_IDS[0], createdBy: "ADD a", created: "2026-01-02T03:04:05Z", empty: false },
        { index: 1, createdBy: "ENV A=1", empty: true },
        { index: 2, diffId: DIFF_IDS[1], createdBy: "RUN b", empty: false },
      ],
      gaps: [],
    });
  });

  it.each([[[]], [null], [undefined], [[{ created_by: "RUN a" }]], [[{}, {}, {}]]])(
    "that does not fit the layers is a gap, and the layers stand alone: %j",
    (history) => {
      const { layers, gaps } = layersOf(history);
      expect(layers).toEqual(DIFF_IDS.map((diffId, index) => ({ index, diffId, empty: false })));
      expect(gaps).toMatchObject([{ code: "layers.history", by: "layers", affects: ["layers"] }]);
    },
  );

  it.each([
    ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"],
    ["2026-01-02T03:04:05.999999999Z", "2026-01-02T03:04:05Z"],
    ["2026-01-02T03:04:05.5+01:00", "2026-01-02T02:04:05Z"],
    ["0001-01-01T00:00:00Z", undefined],
    ["1970-01-01T00:00:00Z", undefined],
    ["", undefined],
  ])("has its times in whole seconds, as engines have them: %s", (created, expected) => {
    const { layers } = layersOf([{ created }, {}]);
    expect(layers[0]?.created).toBe(expected);
  });

  it.each(["yesterday", "2026-01-02", "2026-13-02T03:04:05Z"])(
    "with a time that is none is refused: %s",
    (created) => {
      expect(() => layersOf([{ created }, {}])).toThrow("a time that is none");
    },
  );
});
