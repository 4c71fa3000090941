import type { FoundPackage } from "../../model/file-facts.ts";
import { byteString, decodeUtf8 } from "../../text.ts";
import { NOTHING, type ContentCataloger } from "../cataloger.ts";

/** The list of modules in it takes 3 KiB; what only has the same name may take anything, and is not read further. */
const RELEASE_BYTES = 64 * 1024;

/** `KEY="value"`, one a line; the first characters tell it from every other file of that name. */
const ENTRY = /^([A-Z_]{1,40})="([^"\n]{0,500})"\r?$/gm;

/**
 * The file `release` of a Java runtime, which jlink and every build of OpenJDK since 7 writes, and which says more than the program
 * does: who made it, and whether that is the one of Oracle that must be paid for.
 */
export const javaRelease = {
  name: "java-release",
  globs: ["**/release"],
  inspect: async ({ content }) => {
    const text = byteString(await content.read(0, RELEASE_BYTES));
    const entries = new Map(
      [...text.matchAll(ENTRY)].map(([, key = "", value = ""]) => [key, decodeUtf8(value).text]),
    );
    const version = entries.get("JAVA_VERSION");
    if (version === undefined || version === "") return NOTHING;
    const vendor = entries.get("IMPLEMENTOR");
    const found = (name: string, its: string): FoundPackage => ({
      type: "generic",
      name,
      version: its,
      ...(vendor === undefined || vendor === "" ? {} : { vendor }),
      evidence: "binary",
    });
    const graal = entries.get("GRAALVM_VERSION");
    const packages = [
      found(entries.get("BUILD_TYPE") === "commercial" ? "oracle-jdk" : "openjdk", version),
      ...(graal === undefined || graal === "" ? [] : [found("graalvm", graal)]),
    ];
    return { packages, problems: [] };
  },
} satisfies ContentCataloger;
