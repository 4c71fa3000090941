import type { ImageIdentity } from "../model/inventory.ts";
import type { Engine } from "./connect.ts";
import { streamCall } from "./dial.ts";
import { isRefusal, unbroken } from "./failure.ts";
import { imageGone } from "./image.ts";

/**
 * What `docker save` writes, as it comes: nothing is kept.
 *
 * @throws LumogateError `image.gone`, `engine.*`; the reason of the run's signal
 */
export async function* saveImage(
  engine: Engine,
  { id, reference }: Pick<ImageIdentity, "reference"> & { readonly id: string },
): AsyncGenerator<Uint8Array> {
  const call = `GET /images/${id}/get`;
  try {
    const stream = await streamCall(engine.docker, { path: `/images/${id}/get`, method: "GET" });
    yield* unbroken(stream, call, engine.signal);
  } catch (error) {
    throw isRefusal(error, 404) ? imageGone(reference) : error;
  }
}
