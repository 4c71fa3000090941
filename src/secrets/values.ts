/**
 * Whether the value behind a secret's name is one: not nothing, a switch, a path or an address where the secret lies, or a word
 * that stands for it. A default password (`changeme`, `postgres`) is one: whoever starts the image as it is has it.
 */
export function isSecretValue(text: string): boolean {
  const value = unquoted(text.trim());
  return value !== "" && !NOT_SECRET.some((pattern) => pattern.test(value));
}

/** Anchored, and each a run of one kind of letters: they read a value once. */
const NOT_SECRET: readonly RegExp[] = [
  // Our own mark, in an inventory that is judged later.
  /^\[secret:/,
  /^(?:true|false|yes|no|on|off|0|1|none|null|nil|undefined|unset|unused|enabled|disabled|auto|default|required|optional)$/i,
  /^(?:dummy|placeholder|example|sample|fake|mock|todo|tbd|fixme|redacted|hidden|masked|not-?(?:used|needed|required|secret|a-secret|set))$/i,
  // What a shell, a template or an orchestrator puts in: $X, ${X}, $(cat x), `cat x`, {{ x }}, %X%, <your token>.
  /^(?:\$|`|\\\$|\{\{|%[A-Za-z_]|<|@[A-Za-z_]+@$)/,
  // For a reader to replace.
  /^\[[^\]]{0,100}\]$/,
  /^(?:x{3,}|\*{3,}|\.{3,}|-+|_+|\?+)$/i,
  /^(?:your|insert|replace|enter|put)[-_ ]/i,
  // Of a pattern that looks for one, and of a list of properties (--secret id=npm).
  /^(?:\.\*|\\|\[\^|(?:id|type|src|source|env)=)/,
  // Where it lies.
  /^(?:~|\.{0,2})\/[\w./-]{0,4096}$/,
  /^(?:file|https?|vault|secret|secrets|ssm|awssm|arn|gcp|op|env|sm|keyring):(?:\/\/)?[^@]{0,4096}$/i,
];

function unquoted(text: string): string {
  const [first = ""] = text;
  const isQuoted = text.length > 1 && (first === '"' || first === "'") && text.endsWith(first);
  return isQuoted ? text.slice(1, -1).trim() : text;
}
