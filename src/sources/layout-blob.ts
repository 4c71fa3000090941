import { LumogateError } from "../model/error.ts";

/** A layout names a blob that it has not. */
export function lacksBlob(what: string, digest: string): LumogateError {
  return new LumogateError("layout.blob", `${what} lacks the blob ${digest}, which its image is made of.`, {
    hint: "The layout is not whole. Save or copy the image again.",
  });
}
