import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { brotliDecompress } from "node:zlib";
import { ConsoleStdout, File, OpenFile, WASI } from "@bjorn3/browser_wasi_shim";
import { hostCalls } from "./host-calls.ts";
import type { CompilerInput, CompilerOutput, CompilerStep } from "./run.ts";

/**
 * Runs the Rego compiler once, in a thread that can be terminated: Go's own timeouts do not fire in WebAssembly. The
 * compiler sees standard input, output and error, which are memory, what `hostCalls` answers, and nothing else of the
 * machine. The shim is JavaScript because `node:wasi` crashes the process on Node 20 and 22 as WebAssembly's memory
 * grows (nodejs/node#46777).
 */
async function run({ compiler, request, hostBuiltins }: CompilerInput): Promise<CompilerOutput> {
  const compressed = await readFile(new URL(compiler));
  const module = await WebAssembly.compile(await promisify(brotliDecompress)(compressed));
  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  const wasi = new WASI(
    ["rego-compiler"],
    [],
    [
      new OpenFile(new File(request, { readonly: true })),
      new ConsoleStdout((bytes) => stdout.push(bytes)),
      new ConsoleStdout((bytes) => stderr.push(bytes)),
    ],
    { debug: false },
  );
  const calls = await hostCalls(hostBuiltins, (began) => tell({ began }));
  const instance = await WebAssembly.instantiate(module, {
    wasi_snapshot_preview1: wasi.wasiImport,
    lumogate: calls.imports,
  });
  calls.memory = instance.exports["memory"] as WebAssembly.Memory;
  // What a WASI command exports is settled by the specification; TypeScript cannot know it.
  const exitCode = wasi.start(instance as Parameters<WASI["start"]>[0]);
  return { exitCode, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

function tell(message: CompilerOutput | CompilerStep): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a browser's window
  parentPort?.postMessage(message);
}

tell(await run(workerData as CompilerInput));
