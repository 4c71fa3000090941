/**
 * `npm start`: the main job on an image that needs no engine and no network. It makes a small image, judges it, and
 * shows the command that did. `npm start -- check TARGET`, or any other words, are handed to lumogate as they are.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeDemoImage } from "../examples/demo/make-image.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const CLI = path.join(ROOT, "dist/cli.js");
/** Ignored by git. */
const IMAGE = ".cache/demo-image.tar";

const args = process.argv.slice(2);
process.exitCode = args.length === 0 ? await runDemo() : await runWords(args);

/** @returns 0 where the gate did what it is there for: it let the demo image not pass */
async function runDemo(): Promise<number> {
  await mkdir(path.join(ROOT, path.dirname(IMAGE)), { recursive: true });
  await writeFile(path.join(ROOT, IMAGE), await makeDemoImage());
  const demo = ["check", `docker-archive:${IMAGE}`, "--config", "examples/demo/lumogate.yaml"];
  console.log(`$ node dist/cli.js ${demo.join(" ")}\n`);
  const code = await lumogate(demo, ROOT);
  if (code !== 1) {
    console.error(`\nThe demo image should have failed the gate: expected exit code 1, got ${code}.`);
    return code === 0 ? 1 : code;
  }
  console.log(
    "\nThe gate failed the demo image, as it should: that command exits with 1, and stops a pipeline.\n" +
      "Its rules are in examples/demo/lumogate.yaml. Judge an image of yours: npm start -- check IMAGE",
  );
  return 0;
}

/** Whoever has no rules yet gets the demo's, and is told so. @returns the gate's exit code */
async function runWords(words: readonly string[]): Promise<number> {
  const directory = process.env["INIT_CWD"] ?? ROOT;
  const hasRules =
    existsSync(path.join(directory, "lumogate.yaml")) ||
    words.some((word) => /^--(?:config|policy|help)\b/.test(word));
  if (words[0] !== "check" || hasRules) return lumogate(words, directory);
  const config = path.relative(directory, path.join(ROOT, "examples/demo/lumogate.yaml"));
  console.log(`There is no lumogate.yaml here, so these are the demo's rules: --config ${config}\n`);
  return lumogate([...words, "--config", config], directory);
}

/** Runs lumogate in this terminal. @returns its exit code */
async function lumogate(words: readonly string[], cwd: string): Promise<number> {
  const child = spawn(process.execPath, [CLI, ...words], { cwd, stdio: "inherit" });
  // A terminal interrupts both of us; it is for lumogate to clean up and end, and for us to wait.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  if (code !== null) return code;
  console.error(`lumogate was ended by ${signal}.`);
  return 2;
}
