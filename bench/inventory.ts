/**
 * `node inventory.ts TARGET no|asked [CACHE]`: takes the inventory of an image, without or with the step that brought each
 * package; the command line has no way to ask for less.
 */
import { findTarget, inspect } from "../src/inspect.ts";

const [target = "", origins, cacheDirectory] = process.argv.slice(2);
if (origins !== "no" && origins !== "asked") throw new Error(`no or asked, not ${origins}`);
const request = {
  source: {
    pull: "never",
    registry: { plainHttp: [] },
    ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
    progress: () => {},
    signal: new AbortController().signal,
    env: process.env,
  },
  changes: false,
  scope: "all",
} as const;
const [found] = await findTarget(target, request);
if (found === undefined) throw new Error(`${target} is not there`);
await inspect(
  found,
  request,
  { origins, base: "no", changes: "no", signatures: "no" },
  async ({ inventory }) => {
    console.log(inventory.packages.length);
  },
);
