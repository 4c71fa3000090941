import { isExpression } from "./licenses.ts";

/** Licences that are none of SPDX's list, which a document of SPDX 2 names once for all (2.3, 10). */
export class NamedLicenses {
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** All of a package's licences as one expression. */
  expression(licenses: readonly string[]): string {
    const parts = licenses.map((text) => (isListed(text) ? text : this.#idOf(text)));
    if (parts.length === 0) return "NOASSERTION";
    const [only] = parts;
    return only !== undefined && parts.length === 1 ? only : parts.map(bracketed).join(" AND ");
  }

  /** Names by IDs. */
  names(): ReadonlyMap<string, string> {
    return this.#names;
  }

  /** The part of the document that has them. */
  members(): { readonly hasExtractedLicensingInfos?: readonly object[] } {
    if (this.#names.size === 0) return {};
    return {
      hasExtractedLicensingInfos: Array.from(this.#names, ([licenseId, name]) => ({
        licenseId,
        name,
        // The package's record has no more than the name.
        extractedText: name,
      })),
    };
  }

  #idOf(text: string): string {
    const id = this.#ids.get(text) ?? `LicenseRef-${this.#ids.size + 1}`;
    this.#ids.set(text, id);
    this.#names.set(id, text);
    return id;
  }
}

/** References of a package's own would lead to nothing in our document. */
function isListed(text: string): boolean {
  return !/(?:License|Document)Ref-/i.test(text) && isExpression(text);
}

function bracketed(part: string): string {
  return /\s/.test(part) ? `(${part})` : part;
}
