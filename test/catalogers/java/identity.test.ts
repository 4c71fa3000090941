import { describe, expect, it } from "vitest";
import type { ZipFile } from "../../support/zip.ts";
import { inspect, jar, manifest, pomProperties, pomXml } from "./inspect.ts";

const CLASS: ZipFile = { name: "com/acme/Till.class", bytes: "\u00ca\u00fe" };

/** [what it shows, path, members, packages] */
type Case = readonly [title: string, path: string, files: readonly ZipFile[], packages: readonly string[]];

async function check([, path, files, packages]: Case): Promise<void> {
  expect(await inspect(path, jar(...files, CLASS))).toEqual({ packages, problems: [] });
}

describe("by Maven's descriptors", () => {
  const cases: Case[] = [
    [
      "pom.properties goes before the manifest and the file's name",
      "/app/till-9.jar",
      [
        manifest("Implementation-Title: other", "Implementation-Version: 8"),
        pomProperties("com.acme", "till", "1.4.2"),
      ],
      ["com.acme:till 1.4.2"],
    ],
    [
      "a renamed archive is what its only descriptor says",
      "/app/app.jar",
      [pomProperties("com.acme", "till", "1.4.2")],
      ["com.acme:till 1.4.2"],
    ],
    [
      "what was shaded into it is there as well",
      "/app/till-1.4.2.jar",
      [pomProperties("com.acme", "till", "1.4.2"), pomProperties("com.google.guava", "guava", "33.0-jre")],
      ["com.acme:till 1.4.2", "com.google.guava:guava 33.0-jre"],
    ],
    [
      "one that Gradle built, with something shaded into it, is not that",
      "/app/till-1.4.2-all.jar",
      [manifest(), pomProperties("com.google.guava", "guava", "33.0-jre")],
      ["till 1.4.2", "com.google.guava:guava 33.0-jre"],
    ],
    [
      "a distribution's spelling of the file is still its own",
      "/usr/share/java/geronimo-interceptor-3.0-spec.jar",
      [pomProperties("org.apache.geronimo.specs", "geronimo-interceptor_3.0_spec", "1.0.1")],
      ["org.apache.geronimo.specs:geronimo-interceptor_3.0_spec 1.0.1"],
    ],
    [
      "Quarkus puts the group into the file's name",
      "/app/lib/main/io.quarkus.quarkus-core-3.8.1.jar",
      [pomProperties("io.quarkus", "quarkus-core", "3.8.1"), pomProperties("io.smallrye", "jandex", "3")],
      ["io.quarkus:quarkus-core 3.8.1", "io.smallrye:jandex 3"],
    ],
    [
      "a value that nobody filled in is none: the folders have the name, pom.xml the version",
      "/app/a.jar",
      [
        {
          name: "META-INF/maven/com.acme/till/pom.properties",
          bytes: "groupId=${project.groupId}\nartifactId=${project.artifactId}\nversion=${project.version}\n",
        },
        pomXml("com.acme", "till", "<project><version>1.4.2</version></project>"),
      ],
      ["com.acme:till 1.4.2"],
    ],
    [
      "pom.xml alone, with the parent's group and version",
      "/app/till.jar",
      [
        pomXml(
          "com.acme",
          "till",
          "<project><parent><groupId>com.acme.parent</groupId><version>7</version></parent><artifactId>till</artifactId></project>",
        ),
      ],
      ["com.acme.parent:till 7"],
    ],
  ];
  it.each(cases)("%s", async (...row) => check(row));
});

describe("by the file's name", () => {
  const cases: Case[] = [
    ["name, hyphen, version", "/lib/jsr305-3.0.2.jar", [], ["jsr305 3.0.2"]],
    [
      "a classifier is no version",
      "/lib/netty-epoll-4.1.1.Final-linux-x86_64.jar",
      [],
      ["netty-epoll 4.1.1.Final"],
    ],
    ["but what belongs to it is", "/lib/guava-33.0.0-jre.jar", [], ["guava 33.0.0-jre"]],
    ["a number within the name", "/lib/log4j-1.2-api-2.20.0.jar", [], ["log4j-1.2-api 2.20.0"]],
    [
      "as Eclipse has it",
      "/plugins/org.eclipse.osgi_3.18.500.v20230801.jar",
      [],
      ["org.eclipse.osgi 3.18.500.v20230801"],
    ],
    ["nothing tells a version", "/srv/webapps/ROOT.war", [], ["ROOT"]],
    [
      "Maven's repository tells the group",
      "/root/.m2/repository/org/acme/deep/till/1.4.2/till-1.4.2.jar",
      [],
      ["org.acme.deep:till 1.4.2"],
    ],
    [
      "Gradle's does, too",
      "/root/.gradle/caches/modules-2/files-2.1/org.acme/till/1.4.2/0a1b/till-1.4.2.jar",
      [],
      ["org.acme:till 1.4.2"],
    ],
  ];
  it.each(cases)("%s", async (...row) => check(row));
});
