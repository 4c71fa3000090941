/**
 * The kind of secret that stands behind a name, by its words: `DB_PASSWORD`, `spring.datasource.password`, `apiKey`,
 * `--client-secret`. Not every key is one (`GPG_KEY` names a public one), nor is what says something about a secret
 * (`PASSWORD_FILE`, `TOKEN_TTL`, `PUBLIC_KEY`).
 *
 * @param name of an environment variable, a label, or a command's option
 */
export function secretNamed(name: string): string | undefined {
  const words = wordsOf(name.slice(0, NAME_CHARS));
  for (const [index, word] of words.entries()) {
    const kind =
      KINDS.get(word) ??
      PAIRS.get(`${word} ${words[index + 1] ?? ""}`) ??
      ended(word) ??
      (word === "PASS" && index === words.length - 1 ? "password" : undefined);
    if (kind === undefined) continue;
    const isAbout = words.slice(index + 1).some((other) => ABOUT_A_SECRET.has(other));
    const isSwitch = words.slice(0, index).some((other) => SWITCHES.has(other));
    return isAbout || isSwitch ? undefined : kind;
  }
  return undefined;
}

/** Longer names are nobody's. */
const NAME_CHARS = 200;

/** In capitals: split at whatever is no letter or digit, and where a small letter stands before a capital. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== "");
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ["PASSWORD", "password"],
  ["PASSWD", "password"],
  ["PASSPHRASE", "password"],
  ["REQUIREPASS", "password"],
  ["MASTERAUTH", "password"],
  ["SECRET", "secret"],
  ["TOKEN", "token"],
  ["APIKEY", "api-key"],
  ["CREDENTIAL", "credentials"],
  ["CREDENTIALS", "credentials"],
]);

/** Keys that are secret; a key alone says nothing. */
const PAIRS: ReadonlyMap<string, string> = new Map([
  ...["ACCESS", "ACCOUNT", "APP", "AUTH", "ENCRYPTION", "MASTER", "PRIVATE", "SIGNING", "STORAGE"].map(
    (word) => [`${word} KEY`, "key"] as const,
  ),
  ["API KEY", "api-key"] as const,
  ["REDISCLI AUTH", "password"] as const,
  // PWD alone is the working directory.
  ...["MYSQL", "DB", "DATABASE", "ROOT", "ADMIN", "USER", "LDAP", "SMTP", "REDIS", "PG"].map(
    (word) => [`${word} PWD`, "password"] as const,
  ),
]);

/** Written in one word: `PGPASSWORD`, `authToken` is two. */
function ended(word: string): string | undefined {
  if (word.endsWith("PASSWORD") || word.endsWith("PASSWD")) return "password";
  if (/^(?:AUTH|ACCESS|API|BEARER|REFRESH|GH|NPM)TOKEN$/.test(word)) return "token";
  return /^(?:ACCESS|PRIVATE|SECRET|ENCRYPTION|SIGNING)KEY$/.test(word) ? "key" : undefined;
}

/** Behind it, these tell that the value is not the secret, but where it is, or what one is like. */
const ABOUT_A_SECRET = new Set(
  `FILE FILES PATH DIR DIRECTORY FOLDER LOCATION URL URI ENDPOINT HOST PORT NAME NAMES ID ARN USER USERNAME
  LENGTH LEN MIN MAX SIZE COUNT LIMIT ROUNDS ITERATIONS COST SALT TTL AGE EXPIRY EXPIRES EXPIRATION EXPIRE TIMEOUT LIFETIME DURATION
  INTERVAL VALIDITY TYPE KIND ALGORITHM ALGO ALG HASH HASHER HASHERS HASHING ENCODER ENCODING FORMAT REGEX PATTERN CHARSET POLICY
  ENABLED DISABLED REQUIRED OPTIONAL ISSUER AUDIENCE SCOPE SCOPES REALM HEADER FIELD COLUMN PARAM PREFIX SUFFIX METHOD MODE
  SERVICE SERVER PROVIDER STORE MANAGER BACKEND VERSION PROMPT COMMAND CMD HELPER PUBLIC RESET KEYRING SHA1 SHA256 SHA512 MD5
  CHECKSUM DIGEST FINGERPRINT ROTATION DUMMY MOUNT LABEL LABELS DESCRIPTION TITLE AUTHENTICATION STDIN`.split(
    /\s+/,
  ),
);

/** In front of it, these make it a question of yes or no, or a public thing. */
const SWITCHES = new Set(
  "ALLOW DISABLE DISABLED ENABLE USE REQUIRE SKIP NO IS HAS RANDOM GENERATE PUBLIC MAX MIN NUM CSRF XSRF".split(
    " ",
  ),
);
