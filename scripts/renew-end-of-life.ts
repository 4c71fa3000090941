/**
 * `npm run renew:end-of-life [-- ADDRESS]`: renews the table of when systems' support ends from endoflife.date, by its API of
 * version 1 (or from a mirror of it). A release that is no longer told of there stays; look at what changed before you commit it.
 */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { renewed } from "./end-of-life/renewed.ts";

const TABLE = path.resolve(import.meta.dirname, "../src/inventory/system/end-of-life.json");
const [address = "https://endoflife.date/api/v1/products"] = process.argv.slice(2);

const known: unknown = JSON.parse(await readFile(TABLE, "utf8"));
const table = await renewed(known, address, new Date());
await writeFile(TABLE, `${JSON.stringify(table, undefined, 2)}\n`);
console.log(`${path.relative(process.cwd(), TABLE)} is of ${table.renewed}.`);
