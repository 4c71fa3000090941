import type { Engine } from "../connect.ts";
import { EngineRefusal, unbroken } from "../failure.ts";
import { jsonLines } from "../json-lines.ts";
import { failureOf } from "../pull.ts";
import { streamCall } from "../dial.ts";
import { buildFailed, type FailedStep } from "./failure.ts";

/** Makes sense of what a builder streams. */
export interface BuildReader {
  read(event: Readonly<Record<string, unknown>>): void;
  /** The step that was under way, or that failed; asked when the build has failed. */
  failedStep(): FailedStep | undefined;
  imageId(): string | undefined;
}

type Request = Omit<Parameters<typeof streamCall>[1], "path" | "method">;

/**
 * `POST /build`, to its end.
 *
 * @param file the Dockerfile, for messages
 * @returns the image's ID
 * @throws LumogateError `build.failed`, `build.needs-buildkit`, `engine.*`; the reason of the run's signal
 */
export async function runBuild(
  engine: Engine,
  file: string,
  request: Request,
  reader: BuildReader,
): Promise<string> {
  try {
    const stream = await streamCall(engine.docker, { ...request, path: "/build?", method: "POST" });
    for await (const event of jsonLines(unbroken(stream, "the build", engine.signal), "the build")) {
      // The status was 200 long before.
      const reason = failureOf(event);
      if (reason !== undefined) throw buildFailed(reason, file, reader.failedStep());
      reader.read(event);
    }
  } catch (error) {
    if (error instanceof EngineRefusal) throw buildFailed(error.said, file);
    throw error;
  }
  const id = reader.imageId();
  if (id !== undefined && /^sha256:[0-9a-f]{64}$/.test(id)) return id;
  throw buildFailed("the engine ended it without saying which image came out", file, reader.failedStep());
}
