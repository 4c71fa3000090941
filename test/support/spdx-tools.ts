import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ErrorObject } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { type Installed, installed } from "./installed.ts";

/** SPDX's own tools for Java, which carry the schemas of every version of SPDX (Apache-2.0). */
const TOOLS = "org.spdx:tools-java:2.0.1:jar:jar-with-dependencies";

export async function spdxTools(): Promise<Installed> {
  return installed(
    ["mvn", "java", "unzip"],
    `mvn -q -B dependency:copy -Dartifact=${TOOLS} -DoutputDirectory=. -Dmdep.stripVersion=true
     mv tools-java-jar-with-dependencies.jar tools.jar
     unzip -q -j tools.jar resources/spdx-schema-v2.3.json resources/spdx-schema-v3.0.1.json`,
  );
}

export type Check = (document: unknown) => readonly ErrorObject[];

/** The two schemas as SPDX publishes them. */
export function spdxSchemas({ folder }: Installed): { readonly spdx: Check; readonly spdx3: Check } {
  const compiled = (ajv: Ajv2019 | Ajv2020, name: string): Check => {
    formats.default(ajv);
    const schema = JSON.parse(readFileSync(path.join(folder, name), "utf8")) as object;
    const check = ajv.compile(schema);
    return (document) => (check(document) ? [] : (check.errors ?? []));
  };
  return {
    spdx: compiled(new Ajv2019({ strict: false }), "spdx-schema-v2.3.json"),
    spdx3: compiled(new Ajv2020({ strict: false }), "spdx-schema-v3.0.1.json"),
  };
}

/** What SPDX's own verification says of a document: schema, references, licences. */
export function verifySpdx({ folder }: Installed, document: object, type: "JSON" | "JSONLD"): string {
  const place = mkdtempSync(path.join(os.tmpdir(), "lumogate-spdx-"));
  try {
    const file = path.join(place, "document.json");
    writeFileSync(file, JSON.stringify(document));
    // Its own copy of SPDX's licences: the list on the web is out of a test's reach.
    const args = [
      "-Dorg.spdx.useJARLicenseInfoOnly=true",
      "-jar",
      path.join(folder, "tools.jar"),
      "Verify",
      file,
      type,
    ];
    const { stdout } = spawnSync("java", args, { encoding: "utf8" });
    return stdout.trim();
  } finally {
    rmSync(place, { recursive: true });
  }
}
