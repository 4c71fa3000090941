import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSecrets, masked } from "../../src/secrets/find.ts";

function mask(text: string): string {
  return masked(text, findSecrets(text));
}

/** Put together here, so that no scanner of this repository takes them for real ones. */
const letters = (count: number, alphabet = "aB3dE5gH7jK9"): string =>
  Array.from({ length: count }, (_, index) => alphabet[index % alphabet.length]).join("");

const TOKENS: Readonly<Record<string, readonly string[]>> = {
  "aws-access-key": [`AKIA${letters(16, "ABCDEFG234567")}`, `ASIA${letters(16, "QRSTUV234567")}`],
  "github-token": [`ghp_${letters(36)}`, `ghs_${letters(36)}`, `github_pat_${letters(22)}_${letters(59)}`],
  "gitlab-token": [`glpat-${letters(20)}`, `glrt-${letters(20)}`],
  "slack-token": [`xoxb-${letters(12, "123")}-${letters(12, "456")}-${letters(24)}`],
  "slack-webhook": [`hooks.slack.com/services/T${letters(8, "A1")}/B${letters(8, "B2")}/${letters(24)}`],
  "stripe-key": [`sk_live_${letters(24)}`, `rk_test_${letters(24)}`],
  "npm-token": [`npm_${letters(36)}`],
  "pypi-token": [`pypi-AgEIcHlwaS5vcmc${letters(60)}`],
  "google-api-key": [`AIza${letters(35)}`],
  "docker-token": [`dckr_pat_${letters(27)}`],
  "vault-token": [`hvs.${letters(24)}`],
  "sendgrid-key": [`SG.${letters(22)}.${letters(43)}`],
  jwt: [`eyJ${letters(20)}.eyJ${letters(30)}.${letters(40)}`],
  "password-hash": [`$6$${letters(8)}$${letters(86)}`, `$2b$12$${letters(53)}`],
  "private-key": [
    `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n${letters(20)}\n-----END RSA PRIVATE KEY-----`,
    `-----BEGIN PRIVATE KEY-----\\n${letters(64)}\\n-----END PRIVATE KEY-----`,
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${letters(64)}`,
  ],
};

describe("a secret", () => {
  it.each(Object.entries(TOKENS).flatMap(([kind, tokens]) => tokens.map((token) => [kind, token] as const)))(
    "that is a %s is known by its form, and hidden whole",
    (kind, token) => {
      expect(mask(token)).toBe(`[secret:${kind}]`);
      expect(mask(`curl -H "X: ${token}" x`)).toContain(`[secret:${kind}]`);
      expect(mask(`RUN X=${token} make`)).not.toContain(token.slice(-10));
    },
  );

  it("is not known within a longer word, or where it is cut short", () => {
    for (const text of [
      `sha256-AKIA${letters(16, "ABCDEFG")}`,
      `ghp_${letters(20)}`,
      `xghp_${letters(36)}`,
      "AKIAIOSFODNN7EXAMPLE",
      "grep -q 'BEGIN RSA PRIVATE KEY' key.pem",
      "-----BEGIN PUBLIC KEY-----",
      "echo eyJ.eyJ.x",
    ])
      expect(findSecrets(text), text).toEqual([]);
  });

  it.each([
    ["ENV DB_PASSWORD=hunter2 A=b", "ENV DB_PASSWORD=[secret:password] A=b"],
    ["ENV DB_PASSWORD=two words A=b", "ENV DB_PASSWORD=[secret:password] A=b"],
    ["/bin/sh -c #(nop)  ENV DB_PASSWORD=two words", "/bin/sh -c #(nop)  ENV DB_PASSWORD=[secret:password]"],
    ["ARG NPM_TOKEN=abcdef", "ARG NPM_TOKEN=[secret:token]"],
    [
      "RUN |2 NPM_TOKEN=a b c PORT=8080 /bin/sh -c npm ci # buildkit",
      "RUN |2 NPM_TOKEN=[secret:token] PORT=8080 /bin/sh -c npm ci # buildkit",
    ],
    ["|1 API_KEY=abc /bin/sh -c make", "|1 API_KEY=[secret:api-key] /bin/sh -c make"],
    [
      "RUN /bin/sh -c MYSQL_PWD=abc mysql -e x # buildkit",
      "RUN /bin/sh -c MYSQL_PWD=[secret:password] mysql -e x # buildkit",
    ],
    ["app --password hunter2 --port 1", "app --password [secret:password] --port 1"],
    ["app --client-secret='a b'", "app --client-secret=[secret:secret]"],
    ["java -Dspring.datasource.password=abc", "java -Dspring.datasource.password=[secret:password]"],
    ['{"apiKey": "abc", "port": "1"}', '{"apiKey": "[secret:api-key]", "port": "1"}'],
    ["Server=db;Password=abc;Port=1", "Server=db;Password=[secret:password];Port=1"],
    ["postgres://app:hunter2@db/app", "postgres://[secret:url-password]@db/app"],
  ])("stands behind a name or in an address: %s", (text, expected) => {
    expect(mask(text)).toBe(expected);
  });

  it.each([
    "RUN /bin/sh -c adduser --disabled-password --gecos '' app",
    'RUN /bin/sh -c TOKEN=$(cat /run/secrets/t) && curl -H "Authorization: $TOKEN" x',
    "RUN --mount=type=secret,id=npm_token /bin/sh -c npm ci",
    "docker build --secret id=npm .",
    'RUN /bin/sh -c echo "root:${PASSWORD}" | chpasswd',
    "RUN /bin/sh -c sed -i 's/PASSWORD=.*//' /etc/x",
    "docker login --password-stdin",
    "RUN SECRET_KEY=dummy python manage.py collectstatic",
    "RUN SECRET_KEY_BASE_DUMMY=1 rails assets:precompile",
    "redis://cache:6379/0",
    "https://$USER:$PASSWORD@example.com",
    "http://localhost:4873/@scope/name",
    "git@github.com:acme/app.git",
    "ENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D",
    "ENV PASSWORD_FILE=/run/secrets/p TOKEN_TTL=3600 PUBLIC_KEY=abc MAX_TOKENS=4096",
  ])("is none in %s", (text) => {
    expect(findSecrets(text)).toEqual([]);
  });

  it("is called by its form, and by the name that it is the value of", () => {
    const token = `ghp_${letters(36)}`;
    expect(findSecrets(`ENV A=b GH=https://x:${token}@github.com`)).toMatchObject([
      { kind: "github-token", name: "GH" },
    ]);
    expect(findSecrets(`ENV GITHUB_TOKEN=${token}`)).toMatchObject([
      { kind: "github-token", name: "GITHUB_TOKEN" },
    ]);
  });

  it("is never a name", () => {
    const token = `npm_${letters(36)}`;
    const found = findSecrets(`X ${token}=https://u:p4ss@example.com`);
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).not.toContain(token);
  });

  it("that is hidden is not found again, and nothing else is changed", () => {
    const words = fc.constantFrom(
      "ENV ",
      "RUN |1 ",
      " A=b",
      " DB_PASSWORD=x1",
      "--token abc ",
      "https://u:p@h ",
      "'",
      '"',
      " ",
      "=",
      `ghp_${letters(36)}`,
      "-----BEGIN PRIVATE KEY-----",
      letters(20),
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const secrets = findSecrets(text);
        for (const [index, { start, end }] of secrets.entries()) {
          expect(start).toBeLessThan(end);
          expect(start).toBeGreaterThanOrEqual(secrets[index - 1]?.end ?? 0);
        }
        const kept = secrets.reduceRight(
          (rest, { start, end }) => rest.slice(0, start) + rest.slice(end),
          text,
        );
        expect(masked(text, secrets).replaceAll(/\[secret:[a-z-]+\]/g, "")).toBe(kept);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it.each([
    "eyJ",
    "eyJa.",
    "a=",
    "--a ",
    '"a":"',
    "://a:",
    "-----BEGIN PRIVATE KEY-----",
    "ENV A=",
    " TOKEN=",
    "$6$",
    "'",
  ])("is looked for in time that grows with the text: %j again and again", (unit) => {
    const time = (count: number): number => {
      const text = unit.repeat(count);
      const start = performance.now();
      findSecrets(text);
      return performance.now() - start;
    };
    time(2_000);
    // Squared, ten times the text would take a hundred times as long: minutes.
    expect(time(200_000)).toBeLessThan(5_000);
  });
});
