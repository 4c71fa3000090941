import { isRecord } from "../../src/json.ts";

export interface EndOfLifeTable {
  /** The day of the renewal, `2026-11-21`. */
  readonly renewed: string;
  /** By ID in os-release, then by release: the last day, `2028-06-30`. */
  readonly systems: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What endoflife.date calls a system that os-release calls otherwise. */
const PRODUCTS: Readonly<Record<string, string>> = {
  alpine: "alpine-linux",
  rocky: "rocky-linux",
  ol: "oracle-linux",
  amzn: "amazon-linux",
  "opensuse-leap": "opensuse",
  azurelinux: "azure-linux",
  mariner: "azure-linux",
};

/** Systems of which the free support goes on under another name: `eoesFrom` is then its end. */
const FREE_EXTENSION = new Set(["debian"]);

/**
 * Asks for each system of a table, and takes over the days that it is told.
 *
 * @param known the table as it is
 * @param address what the products' names are put behind, without a slash at the end
 * @throws Error with a sentence where an answer is not what the API's description says: the table is then not renewed at all
 */
export async function renewed(known: unknown, address: string, today: Date): Promise<EndOfLifeTable> {
  const systems: Record<string, Readonly<Record<string, string>>> = {};
  for (const [id, releases] of Object.entries(systemsOf(known))) {
    const product = PRODUCTS[id] ?? id;
    const told = await daysOf(`${address}/${product}/`, FREE_EXTENSION.has(id) ? "eoesFrom" : "eolFrom");
    // azure-linux has the releases of both names.
    const own = id === "mariner" || id === "azurelinux" ? onlyKnown(told, releases) : told;
    systems[id] = { ...releases, ...own };
  }
  return { renewed: today.toISOString().slice(0, 10), systems };
}

function systemsOf(known: unknown): EndOfLifeTable["systems"] {
  const systems = isRecord(known) ? known["systems"] : undefined;
  if (!isRecord(systems)) throw new Error("The table has no systems.");
  return systems as EndOfLifeTable["systems"];
}

async function daysOf(address: string, field: "eolFrom" | "eoesFrom"): Promise<Record<string, string>> {
  const response = await fetch(address, { headers: { "user-agent": "lumogate" } });
  if (!response.ok) throw new Error(`${address} answered with HTTP ${response.status}.`);
  const answer: unknown = await response.json();
  const result = isRecord(answer) ? answer["result"] : undefined;
  const releases = isRecord(result) ? result["releases"] : undefined;
  if (!Array.isArray(releases) || releases.length === 0) throw new Error(`${address} told of no releases.`);
  return Object.fromEntries(releases.flatMap((release: unknown) => dayOf(release, field, address)));
}

function dayOf(release: unknown, field: "eolFrom" | "eoesFrom", address: string): [string, string][] {
  const name = isRecord(release) ? release["name"] : undefined;
  const day = isRecord(release) ? (release[field] ?? release["eolFrom"]) : undefined;
  if (typeof name !== "string") throw new Error(`${address} told of a release without a name.`);
  // Not known yet.
  if (day === null || day === undefined) return [];
  if (typeof day !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(day))
    throw new Error(`${address} told of a day of ${name} that is none: ${JSON.stringify(day)}.`);
  return [[name, day]];
}

function onlyKnown(
  told: Readonly<Record<string, string>>,
  releases: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(told).filter(([name]) => Object.hasOwn(releases, name)));
}
