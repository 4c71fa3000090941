import { describe, expect, test } from "vitest";
import { javaRelease } from "../../../src/catalogers/binaries/java-release.ts";
import { memoryContent } from "../../../src/model/content.ts";

async function found(text: string) {
  const content = memoryContent(Buffer.from(text));
  return javaRelease.inspect({ path: "/opt/java/release", mode: 0o644, content });
}

describe("a Java runtime's file release", () => {
  test.each([
    [
      "Temurin",
      'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="17.0.9"\n',
      ["openjdk", "17.0.9", "Eclipse Adoptium"],
    ],
    ["Java 8", 'JAVA_VERSION="1.8.0_392"\nOS_NAME="Linux"\n', ["openjdk", "1.8.0_392", undefined]],
    ["CRLF", 'IMPLEMENTOR="N/A"\r\nJAVA_VERSION="21"\r\n', ["openjdk", "21", "N/A"]],
    [
      "Oracle's own, which must be paid for",
      'BUILD_TYPE="commercial"\nIMPLEMENTOR="Oracle Corporation"\nJAVA_VERSION="21.0.1"\n',
      ["oracle-jdk", "21.0.1", "Oracle Corporation"],
    ],
  ])("of %s", async (_, text, expected) => {
    const { packages, problems } = await found(text);
    expect(packages.map(({ name, version, vendor }) => [name, version, vendor])).toEqual([expected]);
    expect(problems).toEqual([]);
  });

  test("GraalVM has a version of its own", async () => {
    const { packages } = await found('GRAALVM_VERSION="22.3.1"\nJAVA_VERSION="17.0.6"\n');
    expect(packages.map(({ name, version }) => `${name}@${version}`)).toEqual([
      "openjdk@17.0.6",
      "graalvm@22.3.1",
    ]);
  });

  test.each([
    ["of something else", "DISTRIB_RELEASE=22.04\n"],
    ["with the word in a sentence", 'set JAVA_VERSION="17" first\n'],
    ["that is empty", ""],
    ["of bytes", "\0\xff\0"],
    ["without an end to its quotes", 'JAVA_VERSION="17.0.9\n'],
  ])("%s says nothing, and is no gap", async (_, text) => {
    expect(await found(text)).toEqual({ packages: [], problems: [] });
  });
});
