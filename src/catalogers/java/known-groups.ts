/**
 * Groups of projects that do not say their own: those that are built by Gradle, Ant or by hand leave out Maven's descriptor. As in
 * Maven Central. A row is an artifact's name, or with `*` the beginning of several.
 */
const GROUPS: ReadonlyMap<string, string> = new Map([
  ["antlr", "antlr"],
  ["com.auth0", "java-jwt"],
  ["com.github.ben-manes.caffeine", "caffeine"],
  ["com.google.dagger", "dagger"],
  ["com.google.inject", "guice"],
  ["com.google.protobuf", "protobuf-java protobuf-java-util"],
  ["com.h2database", "h2"],
  ["com.hierynomus", "sshj smbj"],
  ["com.jayway.jsonpath", "json-path"],
  ["com.microsoft.sqlserver", "mssql-jdbc"],
  ["com.mysql", "mysql-connector-j"],
  ["com.netflix.hystrix", "hystrix-*"],
  ["com.oracle.database.jdbc", "ojdbc8 ojdbc11 ojdbc17"],
  ["com.squareup.moshi", "moshi moshi-*"],
  ["com.squareup.okhttp3", "okhttp logging-interceptor mockwebserver"],
  ["com.squareup.okio", "okio okio-jvm"],
  ["com.squareup.retrofit2", "retrofit"],
  ["commons-httpclient", "commons-httpclient"],
  ["commons-logging", "commons-logging"],
  ["io.github.resilience4j", "resilience4j-*"],
  ["io.grpc", "grpc-*"],
  ["io.ktor", "ktor-*"],
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
  ["io.sentry", "sentry sentry-*"],
  ["io.zipkin.brave", "brave brave-*"],
  ["javax.servlet", "servlet-api"],
  ["net.java.dev.jna", "jna jna-platform"],
  ["org.apache.ant", "ant ant-*"],
  ["org.apache.derby", "derby derbyclient derbynet derbyshared derbytools"],
  ["org.apache.groovy", "groovy groovy-*"],
  [
    "org.apache.kafka",
    `
      kafka-clients kafka-streams kafka-server-common kafka-raft kafka-metadata connect-api
      connect-json connect-runtime kafka_2.12 kafka_2.13
    `,
  ],
  ["org.apache.lucene", "lucene-*"],
  ["org.apache.poi", "poi poi-*"],
  ["org.apache.solr", "solr-core solr-solrj"],
  [
    "org.apache.tomcat",
    `
      tomcat-catalina tomcat-coyote tomcat-juli tomcat-jdbc tomcat-dbcp tomcat-jni tomcat-util
      tomcat-util-scan tomcat-api tomcat-websocket tomcat-annotations-api
    `,
  ],
  ["org.apache.tomcat.embed", "tomcat-embed-*"],
  ["org.apache.velocity", "velocity"],
  ["org.apiguardian", "apiguardian-api"],
  ["org.aspectj", "aspectjweaver aspectjrt aspectjtools"],
  ["org.bouncycastle", "bcprov-* bcpkix-* bcutil-* bcpg-* bctls-* bcmail-* bc-fips"],
  ["org.checkerframework", "checker-qual checker"],
  ["org.dom4j", "dom4j"],
  ["org.elasticsearch", "elasticsearch elasticsearch-*"],
  ["org.hibernate.common", "hibernate-commons-annotations"],
  ["org.hibernate.orm", "hibernate-core hibernate-envers hibernate-jcache hibernate-community-dialects"],
  ["org.http4k", "http4k-*"],
  ["org.jdom", "jdom2"],
  ["org.jetbrains", "annotations"],
  ["org.jetbrains.kotlin", "kotlin-stdlib kotlin-stdlib-* kotlin-reflect"],
  ["org.jetbrains.kotlinx", "kotlinx-*"],
  ["org.junit.jupiter", "junit-jupiter junit-jupiter-*"],
  ["org.junit.platform", "junit-platform-*"],
  ["org.lz4", "lz4-java"],
  ["org.mockito", "mockito-*"],
  ["org.mongodb", "bson bson-* mongodb-driver-* mongo-java-driver"],
  ["org.opensearch", "opensearch opensearch-*"],
  ["org.opentest4j", "opentest4j"],
  ["org.ow2.asm", "asm asm-tree asm-util asm-commons asm-analysis"],
  ["org.postgresql", "postgresql"],
  ["org.projectlombok", "lombok"],
  ["org.python", "jython-standalone"],
  ["org.reactivestreams", "reactive-streams"],
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
  ["org.springframework.graphql", "spring-graphql"],
  ["org.springframework.integration", "spring-integration-*"],
  ["org.springframework.ldap", "spring-ldap-core"],
  ["org.springframework.security", "spring-security-*"],
  ["org.springframework.session", "spring-session-*"],
  ["org.thymeleaf", "thymeleaf thymeleaf-*"],
  ["xalan", "xalan serializer"],
  ["xerces", "xercesImpl"],
  ["xml-apis", "xml-apis"],
]);

/** The same of projects that have moved, up to a major version. */
const FORMER_GROUPS: readonly (readonly [lastMajor: number, group: string, artifacts: string])[] = [
  [3, "asm", "asm asm-*"],
  [1, "dom4j", "dom4j"],
  [3, "org.codehaus.groovy", "groovy groovy-*"],
  [5, "org.hibernate", "hibernate-core hibernate-envers hibernate-jcache hibernate-entitymanager"],
];

const BY_NAME = new Map(
  [...GROUPS].flatMap(([group, artifacts]) => names(artifacts).map((name) => [name, group])),
);

/**
 * The group of an artifact whose archive does not say it.
 *
 * @param version of the artifact; a project may have moved with one
 * @returns undefined for what is not known
 */
export function knownGroup(artifact: string, version: string): string | undefined {
  const patterns = patternsFor(artifact);
  const former = FORMER_GROUPS.find(
    ([lastMajor, , artifacts]) =>
      Number.parseInt(version, 10) <= lastMajor && names(artifacts).some((name) => patterns.includes(name)),
  );
  return former?.[1] ?? patterns.map((pattern) => BY_NAME.get(pattern)).find((group) => group !== undefined);
}

/** The artifact itself and the rows that it may be in, the longest first: `spring-boot-*` before any `spring-*`. */
function patternsFor(artifact: string): string[] {
  const patterns = [artifact];
  for (let at = artifact.lastIndexOf("-"); at > 0; at = artifact.lastIndexOf("-", at - 1))
    patterns.push(`${artifact.slice(0, at)}-*`);
  return patterns;
}

function names(artifacts: string): string[] {
  return artifacts.trim().split(/\s+/);
}
