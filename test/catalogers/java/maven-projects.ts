/** What the projects below need, `group:artifact:version`. Many of these say nothing of themselves in Maven's way. */
export const DEPENDENCIES = {
  boot: [
    "org.springframework.boot:spring-boot-starter-web",
    "org.springframework.boot:spring-boot-starter-data-jpa",
    "org.springframework.boot:spring-boot-starter-security",
    "org.springframework.boot:spring-boot-starter-webflux",
    "org.springframework.boot:spring-boot-starter-actuator",
    "org.springframework.kafka:spring-kafka",
    "org.postgresql:postgresql",
    "com.squareup.okhttp3:okhttp",
    "org.apache.groovy:groovy",
    "io.micrometer:micrometer-registry-prometheus",
    "com.github.ben-manes.caffeine:caffeine",
    "org.bouncycastle:bcpkix-jdk18on:1.77",
    "org.apache.logging.log4j:log4j-core",
  ],
  uber: [
    "com.google.guava:guava:33.1.0-jre",
    "com.fasterxml.jackson.core:jackson-databind:2.17.0",
    "org.apache.commons:commons-lang3:3.14.0",
    "ch.qos.logback:logback-classic:1.5.6",
    "commons-collections:commons-collections:3.2.2",
  ],
  web: [
    "org.springframework:spring-webmvc:5.3.34",
    "org.apache.logging.log4j:log4j-core:2.14.1",
    "commons-fileupload:commons-fileupload:1.3.3",
    "org.hibernate.orm:hibernate-core:6.4.4.Final",
  ],
  single: [
    "org.scala-lang:scala-library:2.13.13",
    "com.typesafe.akka:akka-actor_2.13:2.6.20",
    "org.apache.kafka:kafka_2.13:3.7.0",
    "org.apache.lucene:lucene-core:9.10.0",
    "io.grpc:grpc-api:1.63.0",
    "io.opentelemetry:opentelemetry-api:1.37.0",
    "io.reactivex.rxjava3:rxjava:3.1.8",
    "org.mockito:mockito-core:5.11.0",
    "org.junit.jupiter:junit-jupiter-api:5.10.2",
    "xerces:xercesImpl:2.12.2",
    "com.h2database:h2:2.2.224",
    "org.codehaus.groovy:groovy:3.0.21",
    "org.apache.logging.log4j:log4j-1.2-api:2.23.1",
  ],
} as const;

/** A script that makes a project of each kind of archive, and lets Maven build it. */
export function projects(): string {
  const shade = plugin(
    "maven-shade-plugin",
    "3.5.2",
    "<executions><execution><phase>package</phase><goals><goal>shade</goal></goals></execution></executions>",
  );
  const war = plugin(
    "maven-war-plugin",
    "3.4.0",
    "<configuration><failOnMissingWebXml>false</failOnMissingWebXml></configuration>",
  );
  const ear = plugin(
    "maven-ear-plugin",
    "3.3.0",
    "<configuration><defaultLibBundleDir>lib</defaultLibBundleDir></configuration>",
  );
  const boot =
    "<plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin>";
  const modules =
    dependencies(["commons-io:commons-io:2.16.1"], "") + dependencies(["com.acme:web:1.4.2"], "war");
  return [
    pom("boot", "jar", PARENT + dependenciesOf("boot"), boot),
    pom("uber", "jar", dependenciesOf("uber"), shade),
    pom("modules", "pom", "<modules><module>web</module><module>ear</module></modules>", ""),
    pom("modules/web", "war", dependenciesOf("web"), war),
    pom("modules/ear", "ear", `<dependencies>${modules}</dependencies>`, ear),
    pom("single", "pom", "", ""),
    MAIN,
    "build boot package $LIST -DoutputFile=list.txt",
    "build uber package $LIST -DoutputFile=list.txt",
    // One needs the other, and nothing is to be left in the machine's repository.
    "build modules package",
    "build modules/web $LIST -DoutputFile=list.txt",
    ...DEPENDENCIES.single.map(
      (artifact) => `build single $COPY -Dartifact=${artifact} -DoutputDirectory=target `,
    ),
    // Kept are the archives, not all that made them.
    "find . -name classes -prune -exec rm -r {} + ",
  ].join("\n");
}

function plugin(artifact: string, version: string, rest: string): string {
  return `<plugin><groupId>org.apache.maven.plugins</groupId><artifactId>${artifact}</artifactId><version>${version}</version>${rest}</plugin>`;
}

const PARENT =
  "<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.2.5</version><relativePath/></parent>";

const MAIN = `
mkdir -p boot/src/main/java/com/acme uber/src/main/java/com/acme
echo 'package com.acme; public class Till { public static void main(String[] names) {} }' |
  tee boot/src/main/java/com/acme/Till.java > uber/src/main/java/com/acme/Till.java
PLUGIN=org.apache.maven.plugins:maven-dependency-plugin:3.6.1
LIST=$PLUGIN:list COPY=$PLUGIN:copy
build() { local project=$1; shift; (cd $project && mvn -q -B "$@" >&2); }
`;

function pom(folder: string, packaging: string, rest: string, plugins: string): string {
  const name = folder.slice(folder.lastIndexOf("/") + 1);
  return `mkdir -p ${folder}; cat > ${folder}/pom.xml <<'END'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>com.acme</groupId><artifactId>${name}</artifactId><version>1.4.2</version><packaging>${packaging}</packaging>
<properties><maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target><java.version>17</java.version></properties>
${rest}
<build><plugins>${plugins}</plugins></build></project>
END`;
}

function dependenciesOf(project: "boot" | "uber" | "web"): string {
  return `<dependencies>${dependencies(DEPENDENCIES[project], "")}</dependencies>`;
}

function dependencies(artifacts: readonly string[], type: string): string {
  return artifacts
    .map((artifact) => {
      const [group, name, version] = artifact.split(":");
      const parts = [`<groupId>${group}</groupId><artifactId>${name}</artifactId>`];
      if (version !== undefined) parts.push(`<version>${version}</version>`);
      if (type !== "") parts.push(`<type>${type}</type>`);
      return `<dependency>${parts.join("")}</dependency>`;
    })
    .join("\n");
}
