import type { ImageFile } from "./debian.ts";
import type { Random } from "./random.ts";

const WORDS = [
  "async",
  "babel",
  "core",
  "dom",
  "event",
  "fetch",
  "graph",
  "html",
  "is",
  "json",
  "lru",
] as const;

/**
 * A package as npm installs it: its package.json of about a kilobyte, and files of 0.1 to 12 kB; every fourth lies within
 * another one's folder, every tenth has a scope.
 *
 * @param index tells its name
 */
export function npmPackage(index: number, random: Random): ImageFile[] {
  const plain = `${random.pick(WORDS)}-${random.pick(WORDS)}-${index}`;
  const name = index % 10 === 0 ? `@scope-${index % 7}/${plain}` : plain;
  const above = index % 4 === 0 ? `parent-${index % 50}/node_modules/` : "";
  const folder = `usr/src/app/node_modules/${above}${name}`;
  const version = `${random.between(0, 9)}.${random.between(0, 30)}.${random.between(0, 9)}`;
  const files: ImageFile[] = [{ path: `${folder}/package.json`, content: manifest(name, version, random) }];
  for (let left = random.between(3, 12); left > 0; left -= 1)
    files.push({ path: `${folder}/lib/${left}.js`, content: random.bytes(random.between(100, 12_000)) });
  return files;
}

function manifest(name: string, version: string, random: Random): string {
  const dependencies = Object.fromEntries(
    Array.from({ length: random.between(0, 12) }, (_, at) => [`${random.pick(WORDS)}-${at}`, `^${at}.0.0`]),
  );
  return JSON.stringify(
    {
      name,
      version,
      description: "a package for the benchmark ".repeat(random.between(1, 5)),
      license: random.pick(["MIT", "ISC", "Apache-2.0"]),
      author: "Somebody <somebody@example.org>",
      main: "lib/1.js",
      scripts: { test: "node --test", build: "tsc" },
      dependencies,
    },
    undefined,
    2,
  );
}
