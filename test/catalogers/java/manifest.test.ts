import { describe, expect, it } from "vitest";
import { javaArchive } from "../../../src/catalogers/java/java.ts";
import { memoryContent } from "../../../src/model/content.ts";
import type { ZipFile } from "../../support/zip.ts";
import { inspect, jar, manifest, pomXml } from "./inspect.ts";

/** [what it shows, path, members, packages] */
type Case = readonly [title: string, path: string, files: readonly ZipFile[], packages: readonly string[]];

describe("by the manifest", () => {
  const cases: Case[] = [
    [
      "a renamed archive has its title and version there",
      "/app/app.jar",
      [manifest("Implementation-Title: till", "Implementation-Version: 1.4.2")],
      ["till 1.4.2"],
    ],
    [
      "lines go on in the next one",
      "/a.jar",
      [
        manifest(
          "Implementation-Ti",
          " tle: no",
          "Implementation-Title: ti",
          " ll",
          "Implementation-Version: 1.4",
          " .2",
        ),
      ],
      ["till 1.4.2"],
    ],
    [
      "a section about one file says nothing about the archive",
      "/app/xercesImpl.jar",
      [
        manifest(
          "",
          "Name: org/apache/xerces/",
          "Implementation-Title: xerces-impl",
          "Implementation-Version: 2.12.0",
        ),
      ],
      ["xerces:xercesImpl"],
    ],
    [
      "words for people are no name",
      "/lib/tomcat-embed-core-10.1.20.jar",
      [manifest("Implementation-Title: Apache Tomcat", "Implementation-Version: 10.1.20")],
      ["org.apache.tomcat.embed:tomcat-embed-core 10.1.20"],
    ],
    [
      "Kotlin's build number is no version",
      "/lib/kotlin-stdlib.jar",
      [manifest("Implementation-Title: kotlin-stdlib", "Implementation-Version: 1.9.23-release-779(1.9.23)")],
      ["org.jetbrains.kotlin:kotlin-stdlib 1.9.23"],
    ],
    [
      "nor a commit and a date behind it",
      "/lib/lucene-core.jar",
      [manifest("Implementation-Version: 9.4.2 858d9b4 - jim - 2022-11-17")],
      ["org.apache.lucene:lucene-core 9.4.2"],
    ],
    [
      "the file's name decides where the manifest has more of the same version",
      "/lib/bcprov-jdk18on-1.77.jar",
      [manifest("Implementation-Version: 1.77.00.0", "Bundle-SymbolicName: bcprov")],
      ["org.bouncycastle:bcprov-jdk18on 1.77"],
    ],
    [
      "the manifest decides where they contradict each other",
      "/lib/till-1.0.jar",
      [manifest("Implementation-Title: till", "Implementation-Version: 2.0")],
      ["till 2.0"],
    ],
    [
      "Gradle's nebula writes all three into the title",
      "/lib/micrometer-core-1.12.5.jar",
      [
        manifest(
          "Implementation-Title: io.micrometer#micrometer-core;1.12.5",
          "Implementation-Version: 1.12.5",
        ),
      ],
      ["io.micrometer:micrometer-core 1.12.5"],
    ],
    [
      "sbt has the group as the vendor's ID",
      "/lib/akka-actor_2.13-2.6.20.jar",
      [
        manifest(
          "Implementation-Title: akka-actor",
          "Implementation-Version: 2.6.20",
          "Implementation-Vendor-Id: com.typesafe.akka",
        ),
      ],
      ["com.typesafe.akka:akka-actor_2.13 2.6.20"],
    ],
    [
      "a bundle's name may have the group in front of the artifact",
      "/lib/scala-library.jar",
      [
        manifest(
          "Bundle-SymbolicName: org.scala-lang.scala-library;singleton:=true",
          "Bundle-Version: 2.13.12",
        ),
      ],
      ["org.scala-lang:scala-library 2.13.12"],
    ],
    [
      "a project that moved to another group is told by its version",
      "/lib/groovy-3.0.9.jar",
      [],
      ["org.codehaus.groovy:groovy 3.0.9"],
    ],
    [
      "values that nobody filled in are none",
      "/app/till.jar",
      [
        manifest(
          "Implementation-Title: @NAME@",
          "Implementation-Version: ${version}",
          "Bundle-Version: unspecified",
        ),
      ],
      ["till"],
    ],
    [
      "a plug-in of Jenkins",
      "/var/jenkins_home/plugins/git.jpi",
      [manifest("Short-Name: git", "Group-Id: org.jenkins-ci.plugins", "Plugin-Version: 5.2.1")],
      ["org.jenkins-ci.plugins:git 5.2.1"],
    ],
    [
      "its name is in any case",
      "/app/app.jar",
      [
        {
          ...manifest("Implementation-Title: till", "Implementation-Version: 1"),
          name: "meta-inf/manifest.mf",
        },
      ],
      ["till 1"],
    ],
    [
      "of two a runtime takes the last",
      "/app/app.jar",
      [manifest("Implementation-Version: 1"), manifest("Implementation-Version: 2")],
      ["app 2"],
    ],
  ];
  it.each(cases)("%s", async (_, path, files, packages) => {
    expect(await inspect(path, jar(...files))).toEqual({ packages, problems: [] });
  });
});

it("takes licences from the bundle and from pom.xml", async () => {
  const link = "https://www.apache.org/licenses/LICENSE-2.0.txt";
  expect(await licensesOf(manifest(`Bundle-License: "MIT";link="x",${link}, <<EXTERNAL>>`))).toEqual([
    "MIT",
    link,
  ]);
  const xml =
    "<project><licenses><license><name>BSD &amp; more</name><url>x</url></license></licenses></project>";
  expect(await licensesOf(pomXml("g", "a", xml))).toEqual(["BSD & more"]);
});

async function licensesOf(...files: readonly ZipFile[]): Promise<unknown> {
  const content = memoryContent(jar(...files));
  return (await javaArchive.inspect({ path: "/a-1.jar", mode: 0o644, content })).packages[0]?.licenses;
}
