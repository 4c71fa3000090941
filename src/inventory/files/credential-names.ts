import { byteString } from "../../text.ts";

interface CredentialFile {
  /** What the file is, for people and policies. */
  readonly kind: string;
  /** The end of its path, from a whole name on: `.netrc`, `.docker/config.json`. */
  readonly names: readonly string[];
  /** What its text has if a secret is in it; without it, such a file is configuration and no more. */
  readonly text: RegExp;
}

/** A URL with a password in it. */
const URL_WITH_PASSWORD = /:\/\/[^\s/:@]{0,256}:[^\s/:@]{1,1024}@/;

/**
 * Files in which programs keep what they log in with. All regular expressions are linear, or are over one line: the texts
 * are an image's. A reference to a variable of the environment (`${NPM_TOKEN}`) is no secret.
 */
const CREDENTIAL_FILES: readonly CredentialFile[] = [
  { kind: "netrc", names: [".netrc", "_netrc"], text: /\bpassword\s+\S/ },
  {
    kind: "npm",
    names: [".npmrc", "npmrc"],
    text: /^[^#;\n]{0,1000}_(?:authToken|auth|password)[ \t]*=[ \t]*[^\s$]/m,
  },
  { kind: "yarn", names: [".yarnrc.yml"], text: /^[ \t]*npmAuth(?:Token|Ident):[ \t]*["']?[^\s"'$]/m },
  { kind: "pypi", names: [".pypirc"], text: /^[ \t]*password[ \t]*[=:][ \t]*\S/m },
  { kind: "pip", names: ["pip.conf", "pip/pip.conf"], text: URL_WITH_PASSWORD },
  { kind: "git", names: [".git-credentials", "git/credentials"], text: URL_WITH_PASSWORD },
  { kind: "postgresql", names: [".pgpass"], text: /^[^#\n][^:\n]*:[^:\n]*:[^:\n]*:[^:\n]*:[^\n]/m },
  { kind: "mysql", names: [".my.cnf"], text: /^[ \t]*password[ \t]*=[ \t]*\S/m },
  { kind: "mysql", names: [".mylogin.cnf"], text: /[^]/ },
  {
    kind: "aws",
    names: [".aws/credentials"],
    text: /^[ \t]*aws_(?:secret_access_key|session_token)[ \t]*=[ \t]*\S/im,
  },
  { kind: "s3cmd", names: [".s3cfg"], text: /^[ \t]*secret_key[ \t]*=[ \t]*\S/m },
  {
    kind: "docker",
    names: [".docker/config.json", ".dockercfg", "containers/auth.json", ".docker/auth.json"],
    text: /"(?:auth|identitytoken|registrytoken|password)"\s*:\s*"[^"]/,
  },
  {
    kind: "composer",
    names: [".composer/auth.json", "composer/auth.json"],
    text: /"(?:password|[a-z-]+-oauth|bearer)"\s*:/,
  },
  {
    kind: "kubernetes",
    names: [".kube/config", "kubernetes/admin.conf", "k3s/k3s.yaml"],
    text: /^[ \t-]*(?:client-(?:key|certificate)(?:-data)?|token|password):[ \t]*\S/m,
  },
  {
    kind: "google",
    names: ["gcloud/application_default_credentials.json"],
    text: /"(?:refresh_token|private_key)"\s*:\s*"[^"]/,
  },
  { kind: "google", names: ["gcloud/credentials.db", "gcloud/access_tokens.db"], text: /^SQLite format 3/ },
  {
    kind: "azure",
    names: [".azure/msal_token_cache.json", ".azure/accessTokens.json"],
    text: /"(?:secret|refreshToken|accessToken)"\s*:\s*"[^"]/,
  },
  { kind: "github", names: ["gh/hosts.yml"], text: /^[ \t]*oauth_token:[ \t]*\S/m },
  {
    kind: "maven",
    names: [".m2/settings.xml", ".m2/settings-security.xml"],
    text: /<(?:password|passphrase|master)>\s*[^<$\s]/,
  },
  {
    kind: "nuget",
    names: ["nuget.config", "NuGet.Config", "NuGet/NuGet.Config"],
    text: /key="(?:ClearText)?Password"\s+value="[^"%]/i,
  },
  {
    kind: "cargo",
    names: [".cargo/credentials", ".cargo/credentials.toml"],
    text: /^[ \t]*token[ \t]*=[ \t]*"[^"]/m,
  },
  { kind: "rubygems", names: [".gem/credentials"], text: /^:\w{1,100}:[ \t]*\S/m },
  {
    kind: "terraform",
    names: [".terraformrc", ".terraform.d/credentials.tfrc.json"],
    text: /"?token"?\s*[=:]\s*"[^"]/,
  },
  { kind: "vault", names: [".vault-token"], text: /\S/ },
  { kind: "htpasswd", names: [".htpasswd"], text: /^[^#:\s][^:\n]{0,255}:[^\s:]/m },
  {
    kind: "password-hash",
    names: ["etc/shadow", "etc/shadow-"],
    text: /^[^:\n]{1,256}:(?:\$|[./A-Za-z0-9]{13}:)/m,
  },
  { kind: "empty-password", names: ["etc/shadow"], text: /^[^:\n]{1,256}::/m },
  { kind: "gnupg", names: [".gnupg/secring.gpg"], text: /^[\x94-\x97]/ },
];

/** Variables of an application, where one of them is called a secret and has more than a placeholder's length. */
const ENVIRONMENT: CredentialFile = {
  kind: "environment",
  names: [],
  text: /^(?:export[ \t]+)?\w{0,100}(?:SECRET|PASSWORD|PASSWD|TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY)\w{0,100}=(?:"[^"\n$<]{8}|'[^'\n<]{8}|[^\s"'#$<]{8})/m,
};
/** `.env`, `.env.production`; not those that are there to be copied. */
const ENVIRONMENT_NAME =
  /^\.env(?!.*\.(?:example|sample|template|dist|default|defaults|test)$)(?:\.[\w.-]+)?$/;

/** By the file's own name, so that all but a few files are done with after one look. */
const BY_NAME = new Map<string, (readonly [string, CredentialFile])[]>();
for (const file of CREDENTIAL_FILES) {
  for (const end of file.names) {
    const name = end.slice(end.lastIndexOf("/") + 1);
    BY_NAME.set(name, [...(BY_NAME.get(name) ?? []), [end, file]]);
  }
}

/**
 * The kind of credential that a file of such a name has in its first bytes: `aws`.
 *
 * @param path in the layer; a byte string
 */
export function credentialNamed(path: string, head: Uint8Array): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const files =
    BY_NAME.get(name)?.flatMap(([end, file]) => (path === end || path.endsWith(`/${end}`) ? [file] : [])) ??
    (ENVIRONMENT_NAME.test(name) ? [ENVIRONMENT] : []);
  if (files.length === 0) return undefined;
  const text = byteString(head);
  return files.find((file) => file.text.test(text))?.kind;
}
