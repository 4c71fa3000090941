import { describe, expect, it } from "vitest";
import { readClassic } from "../../../src/engine/build/classic.ts";
import { MESSAGES, type StatusResponse } from "../../../src/engine/build/messages.ts";
import type { BuildReader } from "../../../src/engine/build/run.ts";
import { readBuildKit } from "../../../src/engine/build/trace.ts";

const at = (seconds: number, nanos = 0) => ({ seconds, nanos });

function reading(read: (print: (line: string) => void) => BuildReader): {
  lines: string[];
  reader: BuildReader;
} {
  const lines: string[] = [];
  return { lines, reader: read((line) => lines.push(line)) };
}

function trace(status: Partial<StatusResponse>): { id: string; aux: string } {
  const message = { vertexes: [], statuses: [], logs: [], warnings: [], ...status };
  return { id: "moby.buildkit.trace", aux: MESSAGES.status.encode(message).toString("base64") };
}

const make = { digest: "sha256:1", name: "[2/3] RUN make", cached: false, error: "" };

describe("BuildKit's progress", () => {
  it("is a line when a step starts, one for each line that it prints, and one when it ends", () => {
    const { lines, reader } = reading(readBuildKit);
    reader.read(trace({ vertexes: [make, { ...make, digest: "sha256:2", name: "later" }] }));
    expect(lines).toEqual([]);
    reader.read(trace({ vertexes: [{ ...make, started: at(1_790_000_000, 500_000_000) }] }));
    reader.read(trace({ logs: [{ vertex: "sha256:1", msg: Buffer.from("cc\n\xc3", "latin1") }] }));
    reader.read(
      trace({
        logs: [{ vertex: "sha256:1", msg: Buffer.from("\xa9", "latin1") }],
        vertexes: [{ ...make, started: at(1_790_000_000, 500_000_000), completed: at(1_790_000_002) }],
      }),
    );
    expect(lines).toEqual(["#1 [2/3] RUN make", "#1 cc", "#1 é", "#1 DONE 1.5s"]);
  });

  it("says which steps came out of the cache, and which of their parts are done, once", () => {
    const { lines, reader } = reading(readBuildKit);
    const cached = { ...make, cached: true, started: at(1), completed: at(1) };
    const statuses = [{ ID: "sha256:abc", vertex: "sha256:1", completed: at(1) }];
    reader.read(trace({ vertexes: [{ ...make, started: at(1) }], statuses }));
    reader.read(trace({ vertexes: [cached], statuses }));
    reader.read(
      trace({ vertexes: [cached], statuses: [{ ID: "late", vertex: "sha256:1", completed: at(1) }] }),
    );
    expect(lines).toEqual(["#1 [2/3] RUN make", "#1 sha256:abc done", "#1 CACHED"]);
  });

  it("names the step that failed, not one that was cancelled with it, and keeps its last lines", () => {
    const { lines, reader } = reading(readBuildKit);
    const [started, completed] = [at(1), at(2)];
    const output = Array.from({ length: 50 }, (_, index) => `line ${index}\n`).join("");
    reader.read(
      trace({
        vertexes: [
          { ...make, digest: "sha256:2", name: "other", started },
          { ...make, started },
        ],
      }),
    );
    reader.read(trace({ logs: [{ vertex: "sha256:1", msg: Buffer.from(output) }] }));
    reader.read(
      trace({
        vertexes: [
          { ...make, digest: "sha256:2", name: "other", started, completed, error: "context canceled" },
          { ...make, started, completed, error: "exit code: 2" },
        ],
      }),
    );
    expect(lines.at(-1)).toBe("#2 ERROR: exit code: 2");
    expect(reader.failedStep()?.name).toBe("[2/3] RUN make");
    expect(reader.failedStep()?.tail).toEqual(Array.from({ length: 20 }, (_, index) => `line ${index + 30}`));
  });

  it("ends with the image", () => {
    const { reader } = reading(readBuildKit);
    expect(reader.imageId()).toBeUndefined();
    reader.read({ id: "moby.image.id", aux: { ID: "sha256:1" } });
    expect(reader.imageId()).toBe("sha256:1");
  });

  it("that is not what it was is an error, not silence", () => {
    const { reader } = reading(readBuildKit);
    expect(() => reader.read({ id: "moby.buildkit.trace", aux: "////" })).toThrow(
      expect.objectContaining({ code: "engine.answer" }),
    );
  });
});

describe("the classic builder's progress", () => {
  it("is what it says, without the bars of a pull", () => {
    const { lines, reader } = reading(readClassic);
    reader.read({ stream: "Step 1/2 : FROM debian\n" });
    reader.read({ status: "Pulling from library/debian", id: "12" });
    reader.read({
      status: "Downloading",
      id: "abc",
      progressDetail: { current: 1, total: 2 },
      progress: "[=> ]",
    });
    reader.read({ status: "Pull complete", id: "abc", progressDetail: {} });
    reader.read({ stream: " ---> 1a2b" });
    reader.read({ stream: "3c\n" });
    expect(lines).toEqual([
      "Step 1/2 : FROM debian",
      "12: Pulling from library/debian",
      "abc: Pull complete",
      " ---> 1a2b3c",
    ]);
  });

  it.each(["Step 2/2 : RUN make\n", "STEP 2/2: RUN make\n"])("tells the step under way, after %j", (step) => {
    const { reader } = reading(readClassic);
    reader.read({ stream: "Step 1/2 : FROM debian\n" });
    reader.read({ stream: "old\n" });
    reader.read({ stream: step });
    reader.read({ stream: " ---> Running in 1a2b3c\ncc\n\u001b[91mboom" });
    reader.read({ stream: "\u001b[0m" });
    expect(reader.failedStep()).toEqual({ name: "[2/2] RUN make", tail: ["cc", "boom"] });
  });

  it("ends with the last stage's image, and not with what a step prints", () => {
    const { reader } = reading(readClassic);
    reader.read({ aux: { ID: "sha256:1" } });
    reader.read({ aux: { ID: "sha256:2" } });
    reader.read({ stream: "Successfully built 3333333333333333\n" });
    expect(reader.imageId()).toBe("sha256:2");
  });
});
