import { ProblemLog } from "../../catalogers/problem-log.ts";
import { chiselRecords } from "../../catalogers/systems/chisel.ts";
import { byRecord, type ListReader, readDatabase } from "./list-reader.ts";

/** Chisel's manifest has the paths of each slice, and a slice's name begins with its package's: `openssl_bins`. */
export const chiselLists: ListReader = {
  name: "chisel",
  reads: ({ found, path }) => found.type === "deb" && path.endsWith("/chisel/manifest.wall"),
  read: async (packages, context) => {
    for (const [path, found] of byRecord(packages)) {
      const bytes = await readDatabase(path, context);
      if (bytes === undefined) continue;
      const purls = new Map(found.map(({ name, purl }) => [name, purl]));
      const log = new ProblemLog();
      for (const { kind, slice, path: listed } of chiselRecords(bytes, log)) {
        if (kind !== "content" || typeof slice !== "string" || typeof listed !== "string") continue;
        const purl = purls.get(slice.slice(0, Math.max(0, slice.indexOf("_"))));
        if (purl !== undefined && listed.startsWith("/")) context.claims.add(listed, purl);
      }
      for (const { code, reason } of log.problems()) context.problems.add(code, path, reason);
    }
  },
};
