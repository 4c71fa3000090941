/** A text that is a secret by its own form, as whoever issues it documents that form. */
export interface TokenKind {
  readonly kind: string;
  /** One of these stands in every such text: to look for them is quick, and most texts have none. */
  readonly marks: readonly string[];
  /**
   * Global. It can be run over a hostile text: each repetition is bounded, and what may stand in front of a match keeps one from
   * beginning within another's run of letters.
   */
  readonly pattern: RegExp;
}

/** Not within a word: a hash, or base64, may have such letters anywhere. */
const BEGIN = String.raw`(?<![A-Za-z0-9_-])`;
const END = String.raw`(?![A-Za-z0-9_-])`;

function token(kind: string, marks: readonly string[], body: string): TokenKind {
  return { kind, marks, pattern: new RegExp(`${BEGIN}(?:${body})${END}`, "g") };
}

/** Precise ones only: a rule that cries wolf is switched off. Their order is that of precedence. */
export const TOKENS: readonly TokenKind[] = [
  // RFC 7468 and OpenPGP's armor (RFC 9580, 6.2); with a body behind it, since scripts look for the line alone.
  {
    kind: "private-key",
    marks: ["PRIVATE KEY"],
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----(?=(?:\s|\\[nr]|["']){0,8}(?:[A-Za-z0-9+/=]{16}|Proc-Type|Version:|Comment:))/g,
  },
  token("age-key", ["AGE-SECRET-KEY-1"], "AGE-SECRET-KEY-1[0-9A-Z]{58}"),
  // IAM identifiers, "Understanding unique ID prefixes"; AWS's own examples end with EXAMPLE.
  token("aws-access-key", ["AKIA", "ASIA"], "(?:AKIA|ASIA)(?![A-Z2-7]{9}EXAMPLE)[A-Z2-7]{16}"),
  // GitHub, "Behind GitHub's new authentication token formats".
  token(
    "github-token",
    ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    "gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}",
  ),
  // GitLab, "Token overview", "Token prefixes".
  token(
    "gitlab-token",
    ["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-", "gloas-", "glsoat-"],
    "gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[A-Za-z0-9_.-]{20,300}",
  ),
  token("slack-token", ["xox", "xapp-"], "xox[abeoprs]-[A-Za-z0-9-]{10,250}|xapp-[0-9]-[A-Za-z0-9-]{10,250}"),
  token(
    "slack-webhook",
    ["hooks.slack.com/"],
    "hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{20,200}",
  ),
  token(
    "stripe-key",
    ["sk_", "rk_", "whsec_"],
    "[sr]k_(?:live|test)_[A-Za-z0-9]{16,247}|whsec_[A-Za-z0-9+/=]{32,64}",
  ),
  token("npm-token", ["npm_"], "npm_[A-Za-z0-9]{36}"),
  // PyPI's tokens are macaroons: base64 of a header that says pypi.org, or test.pypi.org.
  token("pypi-token", ["pypi-AgE"], "pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[A-Za-z0-9_-]{50,1000}"),
  token("rubygems-key", ["rubygems_"], "rubygems_[a-f0-9]{48}"),
  token("nuget-key", ["oy2"], "oy2[a-z0-9]{43}"),
  token("docker-token", ["dckr_"], "dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,100}"),
  token("google-api-key", ["AIza"], "AIza[A-Za-z0-9_-]{35}"),
  token("google-client-secret", ["GOCSPX-"], "GOCSPX-[A-Za-z0-9_-]{28}"),
  token("azure-storage-key", ["AccountKey="], "AccountKey=[A-Za-z0-9+/]{86}=="),
  token("digitalocean-token", ["_v1_"], "do[opr]_v1_[a-f0-9]{64}"),
  token("vault-token", ["hvs.", "hvb.", "hvr."], "hv[sbr]\\.[A-Za-z0-9_-]{24,300}"),
  token("terraform-token", [".atlasv1."], "[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,70}"),
  token("huggingface-token", ["hf_"], "hf_[A-Za-z0-9]{34}"),
  token("openai-key", ["T3BlbkFJ"], "sk-[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100}"),
  token("anthropic-key", ["sk-ant-"], "sk-ant-[a-z0-9]{3,10}-[A-Za-z0-9_-]{80,120}"),
  token("sendgrid-key", ["SG."], "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}"),
  token("databricks-token", ["dapi"], "dapi[a-f0-9]{32}(?:-[0-9]{1,2})?"),
  token("shopify-token", ["shpat_", "shpca_", "shppa_", "shpss_"], "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
  token("grafana-token", ["glsa_", "glc_"], "glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}|glc_[A-Za-z0-9+/=]{40,400}"),
  token("telegram-token", [":AA"], "[0-9]{8,10}:AA[A-Za-z0-9_-]{33}"),
  // RFC 7519: header and claims are JSON objects in base64url, and so begin with eyJ.
  token("jwt", ["eyJ"], "eyJ[A-Za-z0-9_-]{10,4096}\\.eyJ[A-Za-z0-9_-]{10,4096}\\.[A-Za-z0-9_-]{10,4096}"),
  // crypt(5), and Apache's own: what is hashed can be guessed by whoever has the hash.
  {
    kind: "password-hash",
    marks: ["$2", "$5$", "$6$", "$y$", "$apr1$"],
    pattern:
      /(?<![A-Za-z0-9$])\$(?:2[aby]\$\d\d\$[./A-Za-z0-9]{53}|[56]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43,86}|y\$[./A-Za-z0-9]{1,20}\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}|apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22})(?![./A-Za-z0-9])/g,
  },
];
