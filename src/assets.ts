/**
 * Where the files are that the program opens by name when it runs. From source, workers are TypeScript beside us and
 * the rest is in dist/; in a bundle all of it is in dist/, and this module in one of dist's programs or in its chunks/.
 */
const SOURCE = import.meta.url.endsWith("/src/assets.ts");
const CHUNK = /\/chunks\/[^/]+$/.test(import.meta.url);
const DIST = new URL(SOURCE ? "../dist/" : CHUNK ? "../" : "./", import.meta.url);

/** In src/; in dist/ they are beside each other, `<name>.js`. */
const WORKERS = {
  "compile-worker": "policy/compile/worker.ts",
  "evaluate-worker": "policy/evaluate/worker.ts",
} as const;

/** The URL of a file in dist/ that is no program: `rego-compiler.wasm.br`. */
export function assetUrl(name: string): URL {
  return new URL(name, DIST);
}

/** The URL of a worker, for `new Worker`. */
export function workerUrl(name: keyof typeof WORKERS): URL {
  return SOURCE ? new URL(WORKERS[name], import.meta.url) : new URL(`${name}.js`, DIST);
}
