import type { Engine } from "../../src/engine/connect.ts";
import { streamCall } from "../../src/engine/dial.ts";
import { unbroken } from "../../src/engine/failure.ts";
import { readTar, type TarEntry } from "../../src/oci/tar.ts";

/** The whole tree of a container as its engine exports it: read in one pass as it comes, and put down nowhere. */
export async function* exportTree({ docker, signal }: Engine, container: string): AsyncGenerator<TarEntry> {
  const path = `/containers/${container}/export`;
  const stream = await streamCall(docker, { path, method: "GET" });
  yield* readTar(unbroken(stream, `GET ${path}`, signal), `the export of ${container}`);
}
