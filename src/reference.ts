import { LumogateError } from "./model/error.ts";

/** What a user calls an image. */
export type ImageReference =
  /** The engine's own ID; it is in no registry. */
  { readonly kind: "id"; readonly id: string } | ({ readonly kind: "name" } & RegistryReference);

/** A name as registries know it, with docker's defaults filled in. */
export interface RegistryReference {
  /** `docker.io`, `localhost:5000`. */
  readonly domain: string;
  /** `library/debian`. */
  readonly path: string;
  /** `latest` where neither tag nor digest was given. */
  readonly tag?: string;
  readonly digest?: string;
}

const HEX_ID = /^(?:sha256:)?([0-9a-f]{64})$/;
const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const DOMAIN = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?$`);
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/**
 * Parses a reference by the grammar of distribution/reference, and completes it as docker does: `debian` is
 * `docker.io/library/debian:latest`.
 *
 * @throws LumogateError `image.reference`
 */
export function parseReference(text: string): ImageReference {
  // Longer than any valid one, and no work for a regular expression.
  if (text.length > 1024) throw bad(`${text.slice(0, 40)}…`, "it is too long");
  const id = HEX_ID.exec(text)?.[1];
  if (id !== undefined) return { kind: "id", id: `sha256:${id}` };
  const [, name = "", tag, digest] = /^(.*?)(?::([^:/@]*))?(?:@(.*))?$/s.exec(text) ?? [];
  const { domain, path } = complete(name);
  if (name === "") throw bad(text, "it has no name");
  if (!DOMAIN.test(domain)) throw bad(text, `"${domain}" is not a registry's host`);
  const wrong = path.split("/").find((component) => !COMPONENT.test(component));
  if (wrong !== undefined) throw bad(text, wrongComponent(wrong));
  if (domain.length + path.length > 254) throw bad(text, "its name is longer than 255 characters");
  if (tag !== undefined && !TAG.test(tag)) throw bad(text, `"${tag}" is not a tag`);
  if (digest !== undefined && !DIGEST.test(digest)) throw bad(text, `"${digest}" is not a digest`);
  return {
    kind: "name",
    domain,
    path,
    ...(tag === undefined ? (digest === undefined ? { tag: "latest" } : {}) : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** In full: `docker.io/library/debian:latest`. */
export function referenceText({ domain, path, tag, digest }: RegistryReference): string {
  return `${domain}/${path}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}

/** The first word is a registry only where it looks like a host; everything else is on Docker Hub. */
function complete(name: string): { domain: string; path: string } {
  const [first = "", ...rest] = name.split("/");
  const isHost = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  if (rest.length === 0 || !isHost) {
    return { domain: "docker.io", path: name.includes("/") ? name : `library/${name}` };
  }
  if (first !== "docker.io" && first !== "index.docker.io") return { domain: first, path: rest.join("/") };
  return { domain: "docker.io", path: rest.length === 1 ? `library/${rest.join("/")}` : rest.join("/") };
}

function wrongComponent(component: string): string {
  if (component === "") return "a part of its name is empty";
  if (COMPONENT.test(component.toLowerCase())) return `"${component}" is not in lower case`;
  return `"${component}" is not a part of an image's name`;
}

function bad(text: string, reason: string): LumogateError {
  return new LumogateError("image.reference", `"${text}" is not an image's reference: ${reason}.`, {
    hint: "Write it like debian:12, ghcr.io/acme/app:1.0 or ghcr.io/acme/app@sha256:…",
  });
}
