import { describe, expect, it } from "vitest";
import { buildFailed } from "../../../src/engine/build/failure.ts";

describe("the error of a failed build", () => {
  it("is a sentence with the step and its exit code, and below it what the step printed last", () => {
    const step = { name: "[2/3] RUN make", tail: ["cc -o app", "app.c:1: error"] };
    const { code, message } = buildFailed(
      'failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2',
      "Dockerfile",
      step,
    );
    expect(code).toBe("build.failed");
    expect(message).toBe(
      "The build of Dockerfile failed at [2/3] RUN make: exit code 2.\n    cc -o app\n    app.c:1: error",
    );
  });

  it.each([
    "executor failed running [/bin/sh -c echo a: b; exit 3]: exit code: 3",
    "The command '/bin/sh -c echo a: b; exit 3' returned a non-zero code: 3",
  ])("says the exit code alone of %j", (reason) => {
    const { message } = buildFailed(reason, "Dockerfile", { name: "RUN x", tail: [] });
    expect(message).toBe("The build of Dockerfile failed at RUN x: exit code 3.");
  });

  it.each([
    "dockerfile parse error line 2: unknown instruction: FORM",
    "failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error on line 2: unknown instruction: FORM",
  ])("names the Dockerfile's line where the engine does: %j", (reason) => {
    const { message, location } = buildFailed(reason, "sub/Dockerfile");
    expect(location).toEqual({ file: "sub/Dockerfile", line: 2 });
    expect(message).toMatch(/^The build of sub\/Dockerfile failed: dockerfile parse error .*FORM\.$/);
  });

  it("tells that BuildKit is needed where the classic builder says so, not where a command does", () => {
    const reason = "the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/";
    expect(buildFailed(reason, "Dockerfile").code).toBe("build.needs-buildkit");
    const command = "The command '/bin/sh -c echo requires BuildKit; false' returned a non-zero code: 1";
    expect(buildFailed(command, "Dockerfile", { name: "RUN", tail: [] }).code).toBe("build.failed");
  });

  it("is bounded, whatever the step was called and printed", () => {
    const step = { name: "x".repeat(100_000), tail: Array.from({ length: 20 }, () => "y".repeat(2_001)) };
    expect(buildFailed("z".repeat(100_000), "Dockerfile", step).message.length).toBeLessThan(6_000);
  });

  it("says so where the engine gives no reason", () => {
    expect(buildFailed("", "Dockerfile").message).toBe(
      "The build of Dockerfile failed: the engine gives no reason.",
    );
  });
});
