// Opens an image of the engine that the environment names, looks at it as of each of its layers, and waits for its end:
// for tests that end a process in the middle. Tells each step on standard output, a line each.
import { docker } from "../../src/sources/docker.ts";
import { sourceContext } from "./source-context.ts";

const cancel = new AbortController();
process.on("SIGTERM", () => cancel.abort(new Error("cancelled")));

const [found] = await docker.find(process.argv[2] ?? "", sourceContext({ signal: cancel.signal }));
const image = await found?.open();
try {
  const states = (await image?.history?.states()) ?? [];
  await Promise.all(states.map(({ files }) => files.readFile("/state")));
  process.stdout.write(`${states.length} states\n`);
} finally {
  await image?.close();
}
