import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { json } from "../../src/encode/json.ts";
import { print } from "../../src/publish/stdout.ts";

const NODE = path.resolve("node_modules/.bin/node");

describe("standard output", () => {
  test("gets the whole document, also through a pipe that is slow to read", async () => {
    const child = spawn(NODE, ["test/support/print-large.ts"], { stdio: ["ignore", "pipe", "pipe"] });
    const [output, errors] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    expect(output).toHaveLength(10_000_003);
    expect(errors).toBe("printed");
    expect(child.exitCode).toBe(0);
  });

  test("whose reader has gone is an error, and not a pass with half a document", async () => {
    const child = spawn(NODE, ["test/support/print-large.ts"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.once("data", () => child.stdout.destroy());
    const [errors] = await Promise.all([text(child.stderr), once(child, "close")]);
    expect(errors).toBe("output.write");
    expect(child.exitCode).toBe(2);
  });

  test("is waited for until the system has taken everything", async () => {
    const taken: (() => void)[] = [];
    const slow = new Writable({ write: (_chunk, _encoding, done) => void taken.push(done) });
    let printed = false;
    const printing = print(json("x"), slow).then(() => (printed = true));
    await new Promise(setImmediate);
    expect(printed).toBe(false);
    taken.forEach((done) => done());
    await printing;
    expect(slow.listenerCount("error")).toBe(0);
  });
});
