/**
 * Groups of projects that do not say their own: those that are built by Gradle, Ant or by hand leave out Maven's descriptor. As in
 * Maven Central. A row is an artifact's name, or with `*` the beginning of several.
 */
const GROUPS: ReadonlyMap<string, string> = new Map([
  [
    "org.springframework",
    `
      spring-core spring-jcl spring-beans spring-context spring-context-support
      spring-context-indexer spring-aop spring-aspects spring-expression spring-web
      spring-webmvc spring-webmvc-portlet spring-webflux spring-websocket spring-messaging
      spring-jdbc spring-orm spring-tx spring-oxm spring-jms spring-r2dbc spring-test
      spring-instrument spring-core-test
    `,
  ],
  ["org.springframework.boot", "spring-boot spring-boot-*"],
  ["org.springframework.security", "spring-security-*"],
  ["org.springframework.session", "spring-session-*"],
  ["org.springframework.integration", "spring-integration-*"],
  ["org.springframework.graphql", "spring-graphql"],
  ["org.springframework.ldap", "spring-ldap-core"],
  ["org.apache.tomcat.embed", "tomcat-embed-*"],
  [
    "org.apache.tomcat",
    `
      tomcat-catalina tomcat-coyote tomcat-juli tomcat-jdbc tomcat-dbcp tomcat-jni tomcat-util
      tomcat-util-scan tomcat-api tomcat-websocket tomcat-annotations-api
    `,
  ],
  [
    "org.apache.kafka",
    `
      kafka-clients kafka-streams kafka-server-common kafka-raft kafka-metadata connect-api
      connect-json connect-runtime kafka_2.12 kafka_2.13
    `,
  ],
  ["org.apache.lucene", "lucene-*"],
  ["org.apache.solr", "solr-core solr-solrj"],
  ["org.apache.groovy", "groovy groovy-*"],
  ["org.codehaus.groovy", "groovy groovy-*"],
  ["org.aspectj", "aspectjweaver aspectjrt aspectjtools"],
  ["org.bouncycastle", "bcprov-* bcpkix-* bcutil-* bcpg-* bctls-* bcmail-* bc-fips"],
  ["org.checkerframework", "checker-qual checker"],
  ["org.elasticsearch", "elasticsearch elasticsearch-*"],
  ["org.opensearch", "opensearch opensearch-*"],
  ["org.hibernate.orm", "hibernate-core hibernate-envers hibernate-jcache hibernate-community-dialects"],
  ["org.hibernate.common", "hibernate-commons-annotations"],
  ["org.jetbrains", "annotations"],
  ["org.jetbrains.kotlin", "kotlin-stdlib kotlin-stdlib-* kotlin-reflect"],
  ["org.jetbrains.kotlinx", "kotlinx-*"],
  ["org.lz4", "lz4-java"],
  ["org.mockito", "mockito-*"],
  ["org.ow2.asm", "asm asm-tree asm-util asm-commons asm-analysis"],
  ["org.postgresql", "postgresql"],
  ["org.reactivestreams", "reactive-streams"],
  ["org.apiguardian", "apiguardian-api"],
  ["org.opentest4j", "opentest4j"],
  ["org.junit.jupiter", "junit-jupiter junit-jupiter-*"],
  ["org.junit.platform", "junit-platform-*"],
  ["com.squareup.okhttp3", "okhttp logging-interceptor mockwebserver"],
  ["com.squareup.okio", "okio okio-jvm"],
  ["com.squareup.retrofit2", "retrofit"],
  ["com.squareup.moshi", "moshi moshi-*"],
  ["com.github.ben-manes.caffeine", "caffeine"],
  ["com.h2database", "h2"],
  ["com.jayway.jsonpath", "json-path"],
  ["com.microsoft.sqlserver", "mssql-jdbc"],
  ["com.mysql", "mysql-connector-j"],
  ["com.netflix.hystrix", "hystrix-*"],
  ["com.oracle.database.jdbc", "ojdbc8 ojdbc11 ojdbc17"],
  ["io.github.resilience4j", "resilience4j-*"],
  ["io.grpc", "grpc-*"],
  ["io.micrometer", "micrometer-*"],
  [
    "io.opentelemetry",
    `
      opentelemetry-api opentelemetry-context opentelemetry-sdk opentelemetry-sdk-*
      opentelemetry-exporter-*
    `,
  ],
  ["io.opentelemetry.javaagent", "opentelemetry-javaagent"],
  ["io.perfmark", "perfmark-api"],
  ["io.projectreactor", "reactor-core"],
  ["io.projectreactor.netty", "reactor-netty reactor-netty-*"],
  ["io.zipkin.brave", "brave brave-*"],
  ["com.hierynomus", "sshj smbj"],
  ["net.java.dev.jna", "jna jna-platform"],
  ["commons-logging", "commons-logging"],
  ["xerces", "xercesImpl"],
  ["xml-apis", "xml-apis"],
]);

const BY_NAME = new Map<string, string[]>();
for (const [group, artifacts] of GROUPS)
  for (const artifact of artifacts.trim().split(/\s+/))
    BY_NAME.set(artifact, [...(BY_NAME.get(artifact) ?? []), group]);

/**
 * The group of an artifact whose archive does not say it.
 *
 * @param hints names of modules and bundles; where a project has moved to another group, one of them begins with the right one
 * @returns undefined for what is not known
 */
export function knownGroup(artifact: string, hints: readonly string[]): string | undefined {
  const groups = BY_NAME.get(artifact) ?? familyGroups(artifact);
  if (groups.length < 2) return groups[0];
  return groups.find((group) => hints.some((hint) => hint.startsWith(group)));
}

/** The longest row wins: `spring-boot-*` before any `spring-*`. */
function familyGroups(artifact: string): readonly string[] {
  for (let at = artifact.lastIndexOf("-"); at > 0; at = artifact.lastIndexOf("-", at - 1)) {
    const groups = BY_NAME.get(`${artifact.slice(0, at)}-*`);
    if (groups !== undefined) return groups;
  }
  return [];
}
