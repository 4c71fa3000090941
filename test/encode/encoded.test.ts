import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

test("nobody but the encoders vouches for a text", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const vouching = files.filter((file) =>
    /\bvouch[(<]|\bas (?:unknown as )?Encoded</.test(readFileSync(path.join("src", file), "utf8")),
  );
  expect(vouching.filter((file) => path.dirname(file) !== "encode")).toEqual([]);
  expect(vouching).toContain(path.join("encode", "encoded.ts"));
});
