import type { Classifier } from "../classifier.ts";

/** `1.2` to `1.2.3.4`; not within a longer number. */
const SIX_FIGURES = String.raw`\d{1,4}(?:\.\d{1,4}){1,3}`;

/** A row for a program that says its name and version in one string. */
function plain(name: string, files: readonly string[], anchor: string, suffix = ""): Classifier {
  const literal = anchor.replaceAll(/[/\\^$*+?.()|[\]{}]/g, String.raw`\$&`);
  return { name, files, evidence: [{ anchor, pattern: new RegExp(`${literal}(${SIX_FIGURES}${suffix})`) }] };
}

/** What answers over a network. */
export const SERVERS: readonly Classifier[] = [
  plain("nginx", ["nginx", "nginx-debug", "nginx.exe"], "nginx version: nginx/"),
  plain("openresty", ["nginx", "openresty"], "nginx version: openresty/", "(?:rc\\d)?"),
  {
    name: "httpd",
    files: ["httpd", "apache2", "httpd.exe"],
    evidence: [{ anchor: "\0Apache/", pattern: /\0Apache\/(\d\.\d{1,2}\.\d{1,3}(?:-dev)?)[ \0]/ }],
  },
  {
    name: "haproxy",
    files: ["haproxy"],
    evidence: [
      {
        anchor: ", released 20",
        pattern: / version (\d\.\d{1,2}(?:\.\d{1,3}|-(?:dev|rc)\d{1,3}))[^,\0]{0,60}, released 20/,
      },
      {
        anchor: "HA-Proxy version ",
        pattern: /HA-Proxy version (\d\.\d{1,2}(?:\.\d{1,3}|-(?:dev|rc)\d{1,3}))/,
      },
    ],
  },
  plain("lighttpd", ["lighttpd"], "\0lighttpd/"),
  plain("squid", ["squid"], "\0squid/"),
  {
    name: "varnish",
    files: ["varnishd"],
    evidence: [{ anchor: "\0Varnish ", pattern: /\0Varnish (\d{1,2}\.\d{1,2}\.\d{1,3}) [0-9a-f]{40}/ }],
  },
  {
    name: "redis",
    files: [
      "redis-server",
      "redis-cli",
      "redis-check-aof",
      "redis-check-rdb",
      "redis-sentinel",
      "redis-benchmark",
    ],
    evidence: [
      // REDIS_BUILD_ID_RAW: the version, the host that built it (a container's name) and when, then no commit.
      { anchor: "buildkitsandbox-", pattern: /(?:^|[^\d.])(\d{1,2}\.\d{1,2}\.\d{1,3})buildkitsandbox-\d/ },
      {
        anchor: "000000000\0",
        pattern: /(?:^|[^\d.])(\d{1,2}\.\d{1,2}\.\d{1,3}?)(?:[0-9a-f]{12}-)?1[4-9]\d{8}0{9}\0/,
      },
      { anchor: "\0c11-builtin\0", pattern: /\0(\d{1,2}\.\d{1,2}\.\d{1,3})\0c11-builtin\0/ },
      { anchor: "\0atomic-builtin\0", pattern: /\0(\d{1,2}\.\d{1,2}\.\d{1,3})\0atomic-builtin\0/ },
      { anchor: "Redis version ", pattern: /Redis version (\d{1,2}\.\d{1,2}\.\d{1,3})/ },
    ],
  },
  {
    name: "valkey",
    files: ["valkey-server", "valkey-cli", "valkey-check-rdb", "valkey-sentinel"],
    // The same, and the version of Redis that it is like stands elsewhere.
    evidence: [
      { anchor: "buildkitsandbox-", pattern: /(?:^|[^\d.])(\d{1,2}\.\d{1,2}\.\d{1,3})buildkitsandbox-\d/ },
      {
        anchor: "000000000\0",
        pattern: /(?:^|[^\d.])(\d{1,2}\.\d{1,2}\.\d{1,3}?)(?:[0-9a-f]{12}-)?1[4-9]\d{8}0{9}\0/,
      },
    ],
  },
  plain("memcached", ["memcached"], "\0memcached "),
  {
    name: "postgresql",
    files: ["postgres"],
    evidence: [
      {
        anchor: "\0PostgreSQL ",
        pattern: /\0PostgreSQL (\d{1,2}(?:\.\d{1,2}){0,2}(?:(?:alpha|beta|rc)\d{1,2})?)[ \0]/,
      },
    ],
  },
  {
    name: "mariadb",
    files: ["mariadb", "mariadbd", "mysql", "mysqld", "mariadb-admin", "mysqladmin"],
    evidence: [{ anchor: "-MariaDB", pattern: /(?:^|[^\d.])(\d{1,2}\.\d{1,2}\.\d{1,3})-MariaDB/ }],
  },
  {
    name: "mysql",
    files: ["mysql", "mysqld", "mysqladmin"],
    // The path that it was built at stands in its error messages.
    evidence: [{ anchor: "/mysql-", pattern: /\/mysql-(\d{1,2}\.\d{1,2}\.\d{1,3}(?:-(?:rc|dmr|m\d))?)\// }],
  },
  plain("percona-server", ["mysql", "mysqld"], "/percona-server-", "(?:-\\d{1,3})?"),
  plain("percona-xtradb-cluster", ["mysql", "mysqld"], "/Percona-XtraDB-Cluster-", "(?:-\\d{1,3})?"),
  {
    name: "mongodb",
    files: ["mongod", "mongos"],
    evidence: [
      { anchor: "\0tcmalloc\0", pattern: /\0(\d{1,2}\.\d{1,2}\.\d{1,3}(?:-rc\d{1,2})?)\0{1,8}tcmalloc\0/ },
      { anchor: "\0heap_size\0", pattern: /\0(\d{1,2}\.\d{1,2}\.\d{1,3}(?:-rc\d{1,2})?)\0{1,8}heap_size\0/ },
      {
        anchor: "\0cppdefines\0",
        pattern: /\0(\d{1,2}\.\d{1,2}\.\d{1,3}(?:-rc\d{1,2})?)\0{1,8}cppdefines\0/,
      },
    ],
  },
  plain("pgbouncer", ["pgbouncer"], "\0PgBouncer "),
  {
    name: "mosquitto",
    files: ["mosquitto"],
    evidence: [{ anchor: "\0mosquitto version", pattern: /\0(\d\.\d{1,2}\.\d{1,3})\0mosquitto version/ }],
  },
  plain("dnsmasq", ["dnsmasq"], "\0dnsmasq-"),
  plain("unbound", ["unbound"], "\0unbound "),
  plain("bind", ["named"], "\0libisc-"),
  {
    name: "openssh",
    files: ["ssh", "sshd", "ssh-agent", "ssh-keygen"],
    evidence: [{ anchor: "OpenSSH_", pattern: /OpenSSH_(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?p\d{1,2})/ }],
  },
  plain("dropbear", ["dropbear", "dropbearmulti", "dbclient"], "SSH-2.0-dropbear_"),
  plain("proftpd", ["proftpd"], "\0ProFTPD Version ", "[a-z]?"),
  plain("vsftpd", ["vsftpd"], "(vsFTPd "),
  plain("postfix", ["master", "postconf"], "\0mail_version="),
  plain("tor", ["tor"], "\0tor "),
];
