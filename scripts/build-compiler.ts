/**
 * Builds the Rego compiler: `rego-compiler/` to WebAssembly for WASI, compressed, with its digest and the licences
 * of all that is linked into it. The same sources give the same bytes in any directory: continuous integration
 * builds again and compares.
 *
 *     npm run build:compiler [-- --out DIRECTORY] [--quick]
 *
 * `--quick` compresses less, in seconds and not minutes: for work on the compiler. What is shipped is built without it.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = join(ROOT, "rego-compiler");

/** Of brotli's 0 to 11: the last one that takes about a second. */
const QUICK_QUALITY = 4;

interface GoModule {
  readonly path: string;
  readonly version: string;
  readonly directory: string;
}

/** The exact toolchain and no setting of the user's: all of them would change the bytes. */
function goEnvironment(): NodeJS.ProcessEnv {
  const toolchain = /^toolchain (go[\d.]+)$/m.exec(readFileSync(join(SOURCE, "go.mod"), "utf8"))?.[1];
  if (toolchain === undefined) throw new Error("rego-compiler/go.mod names no toolchain.");
  return {
    ...process.env,
    GOTOOLCHAIN: toolchain,
    GOOS: "wasip1",
    GOARCH: "wasm",
    CGO_ENABLED: "0",
    GOFLAGS: "",
    GOWASM: "",
    GOEXPERIMENT: "",
    GOWORK: "off",
  };
}

function go(...args: readonly string[]): string {
  return execFileSync("go", args, {
    cwd: SOURCE,
    env: goEnvironment(),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** The WebAssembly module, without names, paths or version control in it. */
function compile(): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "rego-compiler-"));
  try {
    const file = join(directory, "rego-compiler.wasm");
    go("build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", "-o", file, ".");
    return readFileSync(file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The modules that are linked in, sorted by path; not those that only tests or other platforms need. */
function linkedModules(): readonly GoModule[] {
  const modules = new Map<string, GoModule>();
  const format = "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}";
  for (const line of go("list", "-deps", "-f", format, ".").split("\n")) {
    const [path = "", version = "", directory = ""] = line.split("\t");
    if (path !== "") modules.set(path, { path, version, directory });
  }
  return [...modules.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** The texts of a module's licence and notice files; an error where it has none, for then it could not be shipped. */
function licenceTexts(name: string, directory: string): string {
  const files = readdirSync(directory).filter((file) =>
    /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i.test(file),
  );
  if (files.length === 0) throw new Error(`${name} has no licence file in ${directory}.`);
  return files
    .toSorted()
    .map((file) => readFileSync(join(directory, file), "utf8").replaceAll("\r\n", "\n").trim())
    .join("\n\n");
}

function licences(goVersion: string, modules: readonly GoModule[]): string {
  const parts = [
    { name: `Go standard library ${goVersion}`, directory: go("env", "GOROOT").trim() },
    ...modules.map((module) => ({ name: `${module.path} ${module.version}`, directory: module.directory })),
  ];
  const rule = "=".repeat(80);
  return parts
    .map(({ name, directory }) => `${rule}\n${name}\n${rule}\n\n${licenceTexts(name, directory)}\n`)
    .join("\n");
}

function main(): void {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: join(ROOT, "dist") },
      quick: { type: "boolean", default: false },
    },
  });
  const modules = linkedModules();
  const opaVersion =
    modules.find((module) => module.path === "github.com/open-policy-agent/opa")?.version ?? "";
  const goVersion = go("env", "GOVERSION").trim();
  const texts = licences(goVersion, modules);
  const wasm = compile();
  const compressed = brotliCompressSync(wasm, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: values.quick ? QUICK_QUALITY : constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length,
    },
  });
  const about = { sha256: createHash("sha256").update(compressed).digest("hex"), opaVersion, goVersion };

  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, "rego-compiler.wasm.br"), compressed);
  writeFileSync(join(values.out, "rego-compiler.json"), `${JSON.stringify(about, null, 2)}\n`);
  writeFileSync(join(values.out, "rego-compiler.LICENSES.txt"), texts);
  console.log(
    `rego-compiler.wasm.br: OPA ${opaVersion}, ${wasm.length} bytes, ${compressed.length} compressed.`,
  );
}

main();
