import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { javaArchive } from "../../../src/catalogers/java/java.ts";
import { memoryContent } from "../../../src/model/content.ts";
import { installed } from "../../support/installed.ts";
import { DEPENDENCIES, projects } from "./maven-projects.ts";

const { folder, absent } = await installed(["mvn", "java"], projects());

describe.skipIf(absent !== "")(`beside Maven ${absent}`, () => {
  it("finds in Spring Boot's jar what Maven resolved for it", async () => {
    const starters = /:spring-boot-starter/;
    expect(await found("boot/target/boot-1.4.2.jar")).toEqual(
      sorted([
        ...resolved("boot").filter((name) => !starters.test(name)),
        "com.acme:boot:1.4.2",
        // Shaded into netty-common, and added by the plug-in.
        "org.jctools:jctools-core:3.1.0",
        "org.springframework.boot:spring-boot-jarmode-layertools:3.2.5",
      ]),
    );
  });

  it("finds the same in it under another name, and with a script in front", async () => {
    const jar = readFileSync(path.join(folder, "boot/target/boot-1.4.2.jar"));
    const names = await found("boot/target/boot-1.4.2.jar");
    expect(await namesIn("/app/app.jar", jar)).toEqual(names);
    const script = Buffer.from("#!/bin/sh\nexec java -jar $0\n");
    expect(await namesIn("/app/app.jar", Buffer.concat([script, jar]))).toEqual(names);
  });

  it("finds in a shaded jar all that was put into it", async () => {
    // Gradle made this one, and shaded without its name nothing is left that tells of it.
    const nameless = /^org.checkerframework:checker-qual:/;
    const expected = resolved("uber").filter((name) => !nameless.test(name));
    expect(await found("uber/target/uber-1.4.2.jar")).toEqual(sorted([...expected, "com.acme:uber:1.4.2"]));
  });

  it("finds in a web application what is in its lib", async () => {
    expect(await found("modules/web/target/web-1.4.2.war")).toEqual(
      sorted([...resolved("modules/web"), "com.acme:web:1.4.2"]),
    );
  });

  it("finds in an enterprise application its modules, and what is in theirs", async () => {
    expect(await found("modules/ear/target/ear-1.4.2.ear")).toEqual(
      sorted([
        ...resolved("modules/web"),
        "com.acme:web:1.4.2",
        "com.acme:ear:1.4.2",
        "commons-io:commons-io:2.16.1",
      ]),
    );
  });

  it("calls single jars as Maven Central does, also those that do not say what they are", async () => {
    for (const dependency of DEPENDENCIES.single) {
      const [, artifact = "", version = ""] = dependency.split(":");
      expect(await found(`single/target/${artifact}-${version}.jar`)).toContain(dependency);
    }
  });
});

/** `group:artifact:version`, sorted, each once. */
async function namesIn(file: string, bytes: Uint8Array): Promise<string[]> {
  const { packages, problems } = await javaArchive.inspect({
    path: file,
    mode: 0o644,
    content: memoryContent(bytes),
  });
  expect(problems).toEqual([]);
  return sorted(packages.map(({ name, version }) => `${name}:${version}`));
}

async function found(file: string): Promise<string[]> {
  return namesIn(`/${file}`, readFileSync(path.join(folder, file)));
}

/** What `mvn dependency:list` said is needed at run time. */
function resolved(project: string): string[] {
  const list = readFileSync(path.join(folder, project, "list.txt"), "utf8").split("\n");
  return list.flatMap((line) => {
    // group:artifact:jar[:classifier]:version:scope
    const parts = (line.trim().split(" ", 1)[0] ?? "").split(":");
    const scope = parts.at(-1) ?? "";
    return ["compile", "runtime"].includes(scope) ? [`${parts[0]}:${parts[1]}:${parts.at(-2)}`] : [];
  });
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
