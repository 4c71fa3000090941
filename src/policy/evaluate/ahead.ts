import { readFile } from "node:fs/promises";
import { assetUrl } from "../../assets.ts";
import { LIMITS } from "../../limits.ts";
import { startAhead } from "./thread.ts";
import { SHIPPED_MODULE } from "../rules/shipped.ts";

/**
 * Makes the shipped rules ready in a thread, while the program still loads and reads: nearly every check evaluates them.
 * Imports next to nothing, since it comes before everything else.
 */
export async function startEvaluatorAhead(): Promise<void> {
  // Who then loads the rules says why they cannot be read.
  const wasm = await readFile(assetUrl(SHIPPED_MODULE)).catch(() => undefined);
  if (wasm !== undefined) startAhead({ wasm: new Uint8Array(wasm), memoryBytes: LIMITS.evaluateBytes });
}
