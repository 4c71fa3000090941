/**
 * `npm run picture`: draws docs/verdict.svg, the README's picture, from a real run on the demo image. A test holds the
 * picture against what a run says today.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { makeDemoImage } from "../examples/demo/make-image.ts";
import { gate } from "../src/gate.ts";
import { parseCommandLine } from "../src/option-values.ts";
import { table } from "../src/reporters/table.ts";
import { gateRequest } from "../src/request.ts";
import { terminalSvg } from "./picture/terminal-svg.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const COLUMNS = 96;
/** The picture stays the same, whenever it is drawn. */
const NOW = new Date("2026-01-01T00:00:00Z");
const COMMAND = "lumogate check shop.tar --config examples/demo/lumogate.yaml";

/** The demo's verdict as a terminal shows it, drawn. */
export async function drawVerdict(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-picture-"));
  try {
    await writeFile(path.join(folder, "shop.tar"), await makeDemoImage());
    const config = path.join(ROOT, "examples/demo/lumogate.yaml");
    const target = path.join(folder, "shop.tar");
    const options = parseCommandLine("check", [target, "--config", config, "--quiet"]);
    const report = await gate(
      gateRequest(options, {
        env: {},
        directory: folder,
        now: NOW,
        signal: new AbortController().signal,
        progress: () => {},
      }),
    );
    const text = table.render(report, { colour: true, width: COLUMNS }).replaceAll(`${folder}/`, "");
    return terminalSvg(`$ ${COMMAND}\n\n${text}`, COLUMNS);
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  await writeFile(path.join(ROOT, "docs/verdict.svg"), await drawVerdict());
}
