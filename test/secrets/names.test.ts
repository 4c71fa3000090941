import { describe, expect, it } from "vitest";
import { secretNamed } from "../../src/secrets/names.ts";
import { secretsInEnvironment } from "../../src/secrets/environment.ts";

describe("a name", () => {
  it.each([
    ["DB_PASSWORD", "password"],
    ["db-passwd", "password"],
    ["PGPASSWORD", "password"],
    ["REDIS_PASS", "password"],
    ["spring.datasource.password", "password"],
    ["clientSecret", "secret"],
    ["AWS_SECRET_ACCESS_KEY", "secret"],
    ["SECRET_KEY_BASE", "secret"],
    ["NPM_TOKEN", "token"],
    ["_authToken", "token"],
    ["APIKEY", "api-key"],
    ["GOOGLE_API_KEY", "api-key"],
    ["SIGNING_KEY", "key"],
    ["GCP_CREDENTIALS", "credentials"],
  ])("%s is a secret's", (name, kind) => {
    expect(secretNamed(name)).toBe(kind);
  });

  it.each([
    "PATH",
    "PWD",
    "OLDPWD",
    "GPG_KEY",
    "GPG_KEYS",
    "RABBITMQ_PGP_KEY_ID",
    "PUBLIC_KEY",
    "PASSWORD_FILE",
    "DB_PASSWORD_PATH",
    "SECRET_NAME",
    "AWS_ACCESS_KEY_ID",
    "TOKEN_TTL",
    "TOKEN_URL",
    "PASSWORD_HASH_ROUNDS",
    "PASSWORD_MIN_LENGTH",
    "ALLOW_EMPTY_PASSWORD",
    "MYSQL_RANDOM_ROOT_PASSWORD",
    "MAX_TOKENS",
    "TOKENIZERS_PARALLELISM",
    "SSH_ASKPASS",
    "COMPASS",
    "BYPASS",
    "KEYBOARD",
    "SECRETARY",
    "JAVA_HOME",
  ])("%s is none's", (name) => {
    expect(secretNamed(name)).toBeUndefined();
  });
});

function kinds(value: string): string[] {
  return secretsInEnvironment([`DB_PASSWORD=${value}`]).map(({ kind }) => kind);
}

describe("a variable behind a secret's name", () => {
  it.each(["hunter2", "changeme", "postgres", "1234", "a b c", "Zm9vYmFy=="])("exposes %j", (value) => {
    expect(kinds(value)).toEqual(["password"]);
  });

  it.each([
    "",
    " ",
    '""',
    "true",
    "no",
    "/run/secrets/db",
    "file:///run/secrets/db",
    "$PASSWORD",
    "${PASSWORD:-}",
    "{{ .password }}",
    "<password>",
    "your-password-here",
    "xxxx",
    "****",
    "vault:secret/data/db#password",
    "[secret:password]",
  ])("exposes nothing by %j", (value) => {
    expect(kinds(value)).toEqual([]);
  });

  it("is told by its name, never by its value", () => {
    const found = secretsInEnvironment(["A=b", "X", "=x", "URL=https://u:hunter2@h/", "TOKEN=hunter2"]);
    expect(found).toEqual([
      { in: "env", kind: "url-password", name: "URL" },
      { in: "env", kind: "token", name: "TOKEN" },
    ]);
    expect(JSON.stringify(found)).not.toContain("hunter2");
  });

  it("is none in the images that everybody starts from", () => {
    expect(secretsInEnvironment(USUAL)).toEqual([]);
  });
});

/** What official images have in their environment, as of 2026. */
const USUAL = [
  "PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
  "LANG=C.UTF-8",
  "GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305",
  "PYTHON_VERSION=3.12.4",
  "PYTHON_SHA256=f6d419a6d8743ab26700801b4908d26d97e8b986e14f95de31b32de2b0e79554",
  "NODE_VERSION=22.5.1",
  "YARN_VERSION=1.22.22",
  "NGINX_VERSION=1.27.0",
  "NJS_VERSION=0.8.4",
  "PKG_RELEASE=2~bookworm",
  "GOSU_VERSION=1.17",
  "PG_MAJOR=16",
  "PG_VERSION=16.3-1.pgdg120+1",
  "PGDATA=/var/lib/postgresql/data",
  "PHP_ASC_URL=https://www.php.net/distributions/php-8.3.9.tar.xz.asc",
  "GPG_KEYS=1198C0117593497A5EC5C199286AF1F9897469DC C28D937575603EB4ABB725861C0779DC5C0A9DE4",
  "RABBITMQ_PGP_KEY_ID=0x0A9AF2115F4687BD29803A206B73A36E6026DFCA",
  "JAVA_HOME=/opt/java/openjdk",
  "JAVA_VERSION=jdk-21.0.3+9",
  "ALLOW_EMPTY_PASSWORD=no",
  "DOTNET_RUNNING_IN_CONTAINER=true",
  "ASPNETCORE_HTTP_PORTS=8080",
  "GOTOOLCHAIN=local",
  "RUSTUP_HOME=/usr/local/rustup",
  "KEYCLOAK_ADMIN_PASSWORD_FILE=/run/secrets/admin",
  "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
  "TOKENIZERS_PARALLELISM=false",
];
