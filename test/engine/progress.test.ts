import { describe, expect, it } from "vitest";
import { jsonLines } from "../../src/engine/json-lines.ts";
import { pullProgress } from "../../src/engine/pull-progress.ts";

async function objects(...chunks: readonly (string | Uint8Array)[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  }
  for await (const each of jsonLines(stream(), "the pull")) seen.push(each);
  return seen;
}

describe("progress that an engine streams", () => {
  it("is a JSON object a line, however the bytes are cut", async () => {
    const whole = Buffer.from('{"a":"ä€"}\r\n\n{"b":2}\n{"c":3}');
    for (let at = 0; at < whole.length; at++) {
      expect(await objects(whole.subarray(0, at), whole.subarray(at))).toEqual([
        { a: "ä€" },
        { b: 2 },
        { c: 3 },
      ]);
    }
  });

  it.each([
    ["is cut short", '{"a":1}\n{"b":'],
    ["is no JSON", "<html>\n"],
    ["is no object", "[1]\n"],
  ])("of which a line %s is an error", async (_what, text) => {
    await expect(objects(text)).rejects.toMatchObject({ code: "engine.answer" });
  });

  it("of which a line does not end is an error before memory is full", async () => {
    const chunks = Array.from({ length: 200 }, () => "x".repeat(1 << 20));
    await expect(objects(...chunks)).rejects.toThrow(/engineLineBytes/);
  });
});

/** @param events each with the second that it comes in */
function printed(...events: readonly (readonly [second: number, event: object])[]): string[] {
  const printedLines: string[] = [];
  let now = 0;
  const report = pullProgress(
    (line) => printedLines.push(line),
    () => now,
  );
  for (const [second, event] of events) {
    now = second * 1000;
    report({ ...event });
  }
  return printedLines;
}

function downloading(current: number): object {
  return { status: "Downloading", id: "aaa", progressDetail: { current, total: 30_000_000 } };
}

describe("a pull's progress", () => {
  it("is a line for each change of a layer's state", () => {
    expect(
      printed(
        [0, { status: "Pulling from library/app", id: "1" }],
        [0, { status: "Waiting", id: "aaa" }],
        [0, { status: "Waiting", id: "aaa" }],
        [0, { status: "Waiting", id: "bbb" }],
        [1, { status: "Pull complete", id: "aaa" }],
        [1, { status: "Digest: sha256:1" }],
      ),
    ).toEqual([
      "1: Pulling from library/app",
      "aaa: Waiting",
      "bbb: Waiting",
      "aaa: Pull complete",
      "Digest: sha256:1",
    ]);
  });

  it("says how far a layer is only now and then", () => {
    const bytesBySecond = [0, 5e6, 9e6, 12e6, 13e6];
    expect(printed(...bytesBySecond.map((bytes, second) => [second, downloading(bytes)] as const))).toEqual([
      "aaa: Downloading 0.0 of 30 MB",
      "aaa: Downloading 12 of 30 MB",
    ]);
  });

  it("survives events that make no sense", () => {
    const unknown = { status: "x", id: "a", progressDetail: { current: "y" } };
    expect(printed([0, {}], [0, { status: 1 }], [0, unknown])).toEqual(["a: x"]);
  });
});
