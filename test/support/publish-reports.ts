/** Publishes the reports in the file named first, as the Action does at its end: a process to look at from outside. */
import { readFile } from "node:fs/promises";
import type { Report } from "../../src/model/report.ts";
import { publishToGitHub } from "../../src/publish/github.ts";

const [file = ""] = process.argv.slice(2);
const reports = JSON.parse(await readFile(file, "utf8")) as Report[];
for (const report of reports) {
  await publishToGitHub(report, { report: "out/report.json", inventory: "out/inventory.json" });
}
