import { LumogateError } from "../model/error.ts";
import { parseReference, type RegistryReference } from "../reference.ts";

/** Where a policy bundle lies: an artifact in a registry, or a file on a web server. */
export type BundleAddress =
  | {
      readonly kind: "oci";
      /** As the user wrote it. */
      readonly text: string;
      readonly reference: RegistryReference;
    }
  | {
      readonly kind: "https";
      readonly text: string;
      /** Without the digest behind it. */
      readonly url: URL;
      /** `sha256:…` of the file; left out: not pinned. */
      readonly digest?: string;
    };

/** Something with a scheme, or one of go-getter's forced ones (`git::`): no path, then. A Windows drive is one letter. */
export function isBundleAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:(?:\/\/|:)/i.test(text);
}

/**
 * Parses `oci://HOST/REPOSITORY[:TAG][@sha256:…]` and `https://HOST/PATH[@sha256:…]`.
 *
 * @throws LumogateError `policy.address`
 */
export function parseBundleAddress(text: string): BundleAddress {
  if (text.startsWith("oci://")) return { kind: "oci", text, reference: ociReference(text) };
  if (/^https?:\/\//.test(text)) return { kind: "https", text, ...webAddress(text) };
  const isGit = /^git\b|^ssh:|\.git\b/.test(text);
  throw badAddress(
    text,
    isGit ? "lumogate does not fetch policies with git" : "it is neither oci:// nor https://",
    "Push the policy to a registry with lumogate policy push oci://HOST/REPOSITORY:TAG PATH, or check it out and name the folder.",
  );
}

/** What pins the bundle to its bytes; undefined where the address may mean something else tomorrow. */
export function pinOf(address: BundleAddress): string | undefined {
  return address.kind === "oci" ? address.reference.digest : address.digest;
}

function ociReference(text: string): RegistryReference {
  const name = text.slice("oci://".length);
  const wrong = (clause: string): LumogateError =>
    badAddress(
      text,
      clause,
      "Write it as oci://ghcr.io/acme/policies:1.0 or oci://ghcr.io/acme/policies@sha256:…",
    );
  let reference: RegistryReference;
  try {
    const parsed = parseReference(name);
    if (parsed.kind === "id") throw wrong("it names no repository");
    reference = parsed;
  } catch (cause) {
    throw cause instanceof LumogateError && cause.code === "image.reference"
      ? wrong(cause.message.replace(/^.*?: |\.$/g, ""))
      : cause;
  }
  // Docker's defaults are for images: here, what is not said is not guessed.
  if (!name.startsWith(`${reference.domain}/`)) throw wrong("it names no registry");
  if (reference.digest?.startsWith("sha256:") === false) throw wrong("its digest is none of sha256");
  return reference;
}

function webAddress(text: string): { readonly url: URL; readonly digest?: string } {
  const wrong = (clause: string): LumogateError =>
    badAddress(
      text,
      clause,
      "Write it as https://example.com/policies.tar.gz@sha256:… (sha256sum tells the digest).",
    );
  const [, address = text, digest] = /^(.*)@(sha256:[0-9a-f]{64})$/.exec(text) ?? [];
  if (digest === undefined && /@sha/.test(text)) throw wrong("what follows the @ is no digest of sha256");
  if (!URL.canParse(address)) throw wrong("it is no address");
  const url = new URL(address);
  if (url.protocol !== "https:") throw wrong("it is not asked for with TLS");
  if (url.username !== "" || url.password !== "")
    throw wrong("it has a name or a password in it, which reports would show");
  return { url, ...(digest === undefined ? {} : { digest }) };
}

function badAddress(text: string, clause: string, hint: string): LumogateError {
  return new LumogateError("policy.address", `The policy ${text} cannot be fetched: ${clause}.`, { hint });
}
