import { byteString } from "../../text.ts";
import { derKey, javaKeyStore } from "./binary-key.ts";

/**
 * The kind of private key that a file begins with, `private-key/rsa`; also behind certificates, comments, or what OpenSSL
 * writes in front of one. A text that has a key somewhere in it (a program's test, a manual) is not meant.
 *
 * @param head the file's first bytes
 */
export function privateKey(head: Uint8Array): string | undefined {
  const start = firstVisible(head);
  const reader = READERS[head[start] ?? 0];
  return reader?.(start === 0 ? head : head.subarray(start));
}

/** Behind a byte order mark, and blanks and empty lines. */
function firstVisible(head: Uint8Array): number {
  let at = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  while (at < head.length && isBlank(head[at] ?? 0)) at += 1;
  return at;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/**
 * The boundary of a PEM text (RFC 7468), at the begin of a line: PKCS#1, SEC 1, PKCS#8, OpenSSH, OpenPGP and whoever else
 * writes keys in this form.
 */
const PEM = /^-----BEGIN ((?:[A-Z0-9]+ ){0,4})(?:PRIVATE KEY|PRIVATE KEY BLOCK|Static key V1)-----[ \t\r]*$/m;

function pem(head: Uint8Array): string | undefined {
  const found = PEM.exec(byteString(head));
  if (found === null) return undefined;
  const kind = found[1]?.trim().toLowerCase().replaceAll(" ", "-") ?? "";
  return `private-key/${kind === "" ? "pkcs8" : kind}`;
}

/** A PEM text behind lines of comment; age's keys (age-encryption.org/v1) have such lines as well. */
function commented(head: Uint8Array): string | undefined {
  let at = 0;
  while (at < head.length && (head[at] === 0x23 || isBlank(head[at] ?? 0))) {
    const end = head.indexOf(0x0a, at);
    at = end === -1 ? head.length : end + 1;
  }
  const rest = head.subarray(at);
  return rest[0] === 0x2d ? pem(rest) : begins("AGE-SECRET-KEY-1", "age")(rest);
}

/** What stands in front of a PEM text that OpenSSL was told to explain (`-text`, `pkcs12`). */
function explained(...starts: readonly string[]): Reader {
  return (head) => (starts.some((start) => startsWith(head, start)) ? pem(head) : undefined);
}

function begins(start: string, kind: string): Reader {
  return (head) => (startsWith(head, start) ? `private-key/${kind}` : undefined);
}

function either(...readers: readonly Reader[]): Reader {
  return (head) => {
    for (const reader of readers) {
      const found = reader(head);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** minisign's and signify's keys, whose first line says what follows. */
function signify(head: Uint8Array): string | undefined {
  const line = byteString(head.subarray(0, 1024)).split("\n", 1)[0] ?? "";
  return line.startsWith("untrusted comment: ") && /secret key\s*$/.test(line)
    ? "private-key/signify"
    : undefined;
}

/** The key of an account of Google's, which is its password. */
function json(head: Uint8Array): string | undefined {
  const text = byteString(head);
  return text.includes('"service_account"') && PRIVATE_KEY_MEMBER.test(text)
    ? "service-account/google"
    : undefined;
}

const PRIVATE_KEY_MEMBER = /"private_key"\s*:\s*"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/;

function startsWith(head: Uint8Array, text: string): boolean {
  if (head.length < text.length) return false;
  for (let at = 0; at < text.length; at += 1) if (head[at] !== text.charCodeAt(at)) return false;
  return true;
}

type Reader = (head: Uint8Array) => string | undefined;

/** By the first byte, so that most files are done with after one look. */
const READERS: Readonly<Partial<Record<number, Reader>>> = {
  [0x2d]: either(pem, begins("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----", "ssh2")), // -
  [0x23]: commented, // #
  [0x28]: either(begins("(11:private-key", "gnupg"), begins("(21:protected-private-key", "gnupg")), // (
  [0x41]: begins("AGE-SECRET-KEY-1", "age"), // A
  [0x42]: explained("Bag Attributes"), // B
  [0x43]: explained("Certificate:", "Created: "), // C
  [0x45]: explained("ED25519 Private-Key:", "ED448 Private-Key:"), // E
  [0x4b]: either(
    begins("Key: (private-key", "gnupg"),
    begins("Key: (protected-private-key", "gnupg"),
    explained("Key Attributes"),
  ), // K
  [0x50]: either(begins("PuTTY-User-Key-File-", "putty"), explained("Private-Key:")), // P
  [0x52]: explained("RSA Private-Key:"), // R
  [0x53]: begins("SSH PRIVATE KEY FILE FORMAT 1.1\n\0", "ssh1"), // S
  [0x75]: signify, // u
  [0x7b]: json, // {
  [0x30]: derKey,
  [0xce]: javaKeyStore,
  [0xfe]: javaKeyStore,
};
