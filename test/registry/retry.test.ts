import { describe, expect, it } from "vitest";
import { RegistryFailure } from "../../src/registry/failure.ts";
import { parseRetryAfter, retrying } from "../../src/registry/retry.ts";
import { testTiming } from "../support/fake-registry.ts";

const transient = (retryAfterMs?: number): RegistryFailure =>
  new RegistryFailure("unavailable", "It failed.", {
    hint: "",
    isTransient: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

/** Fails with each of the errors in turn, and succeeds then. */
async function attempts(
  ...errors: readonly unknown[]
): Promise<{ made: number; waits: readonly number[]; error?: unknown }> {
  const timing = testTiming();
  let made = 0;
  const work = (): Promise<void> => {
    const error = errors[made];
    made += 1;
    return error === undefined ? Promise.resolve() : Promise.reject(error);
  };
  const patience = { timing, signal: new AbortController().signal, progress: () => undefined };
  const error: unknown = await retrying(work, patience).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return { made, waits: timing.waits, error };
}

describe("a transient failure", () => {
  it("is tried again, later each time", async () => {
    expect(await attempts(transient(), transient(), transient())).toEqual({
      made: 4,
      waits: [150, 300, 600],
    });
  });

  it("is tried again when the registry asks for it", async () => {
    expect(await attempts(transient(7000), transient(0))).toEqual({ made: 3, waits: [7000, 0] });
  });

  it("is given up in the end", async () => {
    const error = transient();
    expect(await attempts(error, error, error, error, error)).toMatchObject({ made: 4, error });
  });

  it("is not waited for as long as a registry likes", async () => {
    const error = transient(60_001);
    expect(await attempts(error)).toEqual({ made: 1, waits: [], error });
  });
});

it("what fails for good is not tried again", async () => {
  const error = new RegistryFailure("digest", "It is another.", { hint: "" });
  expect(await attempts(error)).toMatchObject({ made: 1, waits: [], error });
});

it("a cancelled run gives its own reason, and tries nothing again", async () => {
  const controller = new AbortController();
  const work = (): Promise<void> => {
    controller.abort(new Error("enough"));
    return Promise.reject(transient());
  };
  const patience = { timing: testTiming(), signal: controller.signal, progress: () => undefined };
  await expect(retrying(work, patience)).rejects.toThrow("enough");
});

it.each<[string | undefined, number | undefined]>([
  ["120", 120_000],
  ["0", 0],
  ["Fri, 02 Jan 2026 03:05:05 GMT", 60_000],
  ["Fri, 02 Jan 2026 03:00:00 GMT", 0],
  ["-1", undefined],
  ["1.5", undefined],
  ["soon", undefined],
  ["2026", 2_026_000],
  ["99999999999999999999", undefined],
  [undefined, undefined],
])("Retry-After: %s", (value, milliseconds) => {
  expect(parseRetryAfter(value, Date.UTC(2026, 0, 2, 3, 4, 5))).toBe(milliseconds);
});
