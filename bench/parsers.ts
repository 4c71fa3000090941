/**
 * `node bench/parsers.ts`: what it takes to parse the package databases of a system, and whether ten times as much takes
 * ten times as long. It prints; a busy machine is no bug.
 */
import { parseArgs } from "node:util";
import type { Cataloger, DatabaseContent } from "../src/catalogers/cataloger.ts";
import { dpkg } from "../src/catalogers/systems/dpkg.ts";
import { rpm } from "../src/catalogers/rpm/rpm.ts";
import { hashDatabase, ndbDatabase, packageHeader } from "../test/support/rpm-databases.ts";
import { rpmSqlite } from "../test/support/rpm-sqlite.ts";
import { debianPackage, statusFile } from "./debian.ts";
import { type Figure, tableOf } from "./figures.ts";
import { median, type Samples } from "./measure.ts";
import { randomFrom } from "./random.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "9" } } });
const rounds = Number(values.rounds);

/** About as many as an rpm's header has in a database of Red Hat's or SUSE's. */
const HEADER_BYTES = 20_000;

interface Workload {
  readonly what: string;
  readonly cataloger: Cataloger;
  /** How many packages the target is for; whether the time grows with their number is told of all. */
  readonly packages: 1_000 | 10_000;
  readonly targetMs: number;
  readonly make: (packages: number) => Uint8Array;
}

const WORKLOADS: readonly Workload[] = [
  { what: "stanzas of dpkg", cataloger: dpkg, packages: 10_000, targetMs: 60, make: makeStatus },
  { what: "rpm headers, SQLite", cataloger: rpm, packages: 1_000, targetMs: 150, make: makeSqlite },
  {
    what: "rpm headers, ndb",
    cataloger: rpm,
    packages: 1_000,
    targetMs: 150,
    make: (count) => ndbDatabase(headers(count)),
  },
  {
    what: "rpm headers, Berkeley DB",
    cataloger: rpm,
    packages: 1_000,
    targetMs: 150,
    make: (count) => hashDatabase(headers(count)),
  },
];

console.log(tableOf(WORKLOADS.flatMap((workload) => figuresOf(workload))));

function figuresOf({ what, cataloger, packages, targetMs, make }: Workload): Figure[] {
  const few = timeOf(cataloger, make(1_000), 1_000);
  const many = timeOf(cataloger, make(10_000), 10_000);
  const timed = median(packages === 1_000 ? few : many);
  // Of the fastest: memory that is freed in between is of the runs before.
  const ratio = Math.min(...many) / Math.min(...few);
  return [
    {
      what: `${packages} ${what}`,
      figure: `${timed.toFixed(1)} ms`,
      target: { text: `at most ${targetMs} ms`, met: timed <= targetMs },
    },
    {
      what: `10000 ${what} / 1000 of them`,
      figure: ratio.toFixed(1),
      target: { text: "at most 12", met: ratio <= 12 },
    },
  ];
}

/** Milliseconds of the processor's, which are the same on a busy machine, after a round that does not count. */
function timeOf(cataloger: Cataloger, bytes: Uint8Array, expected: number): Samples {
  const database: DatabaseContent = { path: "/database", bytes };
  const samples = Array.from({ length: rounds + 1 }, () => {
    const start = process.cpuUsage();
    const { packages, problems } = cataloger.parse(database);
    const { user, system } = process.cpuUsage(start);
    if (packages.length !== expected || problems.length > 0)
      throw new Error(`${packages.length} packages of ${expected}: ${problems[0]?.reason}`);
    return (user + system) / 1000;
  });
  return samples.slice(1);
}

function headers(count: number): Buffer[] {
  return Array.from({ length: count }, (_, at) =>
    packageHeader(`package-${at}`, "1.0", "1.el9", HEADER_BYTES),
  );
}

function makeSqlite(count: number): Uint8Array {
  return rpmSqlite(headers(count)).database;
}

function makeStatus(count: number): Uint8Array {
  const random = randomFrom(1);
  const stanzas = Array.from({ length: count }, (_, at) => debianPackage(at, 0, random).stanza);
  return Buffer.from(statusFile(stanzas).content);
}
