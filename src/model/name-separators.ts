import type { PackageType } from "./package-types.ts";

/**
 * Types in whose names, as their ecosystem writes them in full, the namespace of a package URL is a part, and what stands between it
 * and the rest: `@babel/core`, `org.yaml:snakeyaml`. Who takes a URL's parts from a name, and who puts a name together of them, has to
 * go by the same.
 */
export const NAME_SEPARATORS: Readonly<Partial<Record<PackageType, string>>> = {
  npm: "/",
  maven: ":",
  golang: "/",
  composer: "/",
  hex: "/",
  luarocks: "/",
  swift: "/",
  github: "/",
  bitbucket: "/",
  docker: "/",
  huggingface: "/",
};
