import { LumogateError } from "../model/error.ts";
import { parseReference, referenceText } from "../reference.ts";

/** Whether two names mean one image: `debian`, `debian:latest` and `docker.io/library/debian:latest` do. */
export function isSameReference(a: string, b: string): boolean {
  return a === b || inFull(a) === inFull(b);
}

/** Archives hold names that are no references; those are known by their letters. */
function inFull(name: string): string {
  try {
    const reference = parseReference(name);
    return reference.kind === "name" ? referenceText(reference) : name;
  } catch (error) {
    if (error instanceof LumogateError) return name;
    throw error;
  }
}
