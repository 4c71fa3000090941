import type { ImageFiles, OpenImage } from "../model/image.ts";
import type { ImageConfig } from "../model/inventory.ts";
import { byteString } from "../text.ts";

export const PASSWD = "/etc/passwd";

/**
 * The config with the number of its user, as runtimes find it (github.com/moby/sys/user, GetExecUser, which Docker,
 * containerd and Podman use): a number is that number, however it is written; a name is the first line of /etc/passwd with it.
 */
export async function withUserId(
  { config, gaps }: Pick<OpenImage, "config" | "gaps">,
  files: ImageFiles,
): Promise<ImageConfig> {
  // Where there is no config, or it was told elsewhere, there is nothing to add.
  if (config.userId !== undefined || gaps.some(({ affects }) => affects.includes("config"))) return config;
  const [name = ""] = (config.user ?? "").split(":", 1);
  const userId = name === "" ? 0 : await numberOf(name, files);
  return userId === undefined ? config : { ...config, userId };
}

async function numberOf(name: string, files: ImageFiles): Promise<number | undefined> {
  const number = parseNumber(name);
  // What is a number is never looked up as a name.
  return number === undefined ? numberNamed(name, files) : asUserId(number);
}

async function numberNamed(name: string, files: ImageFiles): Promise<number | undefined> {
  const answer = await files.readFile(PASSWD);
  if (answer.kind !== "file") return undefined;
  // By bytes, as runtimes compare: what is no UTF-8 must not pass for the name.
  const wanted = byteString(Buffer.from(name));
  for (const line of byteString(answer.bytes).split("\n")) {
    const [user, , id = ""] = line.replace(BLANKS_IN_FRONT, "").split(":");
    // A number that is none stays 0 there: whoever is named so is root.
    if (user === wanted) return asUserId(parseNumber(id.replace(/[\t-\r ]{1,9}$/, "")) ?? 0n);
  }
  return undefined;
}

/** What Go's bytes.TrimSpace takes away of UTF-8, one character per byte: a name could hide behind any of it. */
const BLANKS_IN_FRONT =
  /^(?:[\t-\r ]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80)+/;

/** Go's strconv.Atoi: a sign, and leading zeros, however many, are no reason to take it for a name. */
function parseNumber(text: string): bigint | undefined {
  const [, sign, digits] = /^([+-]?)0*(\d{1,19})$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = sign === "-" ? -BigInt(digits) : BigInt(digits);
  return BigInt.asIntN(64, number) === number ? number : undefined;
}

/** Runtimes refuse most numbers outside of this range; others they cut to 32 bits, so that 4294967296 is root (CVE-2024-40635). */
function asUserId(number: bigint): number | undefined {
  if (BigInt.asUintN(32, number) === 0n) return 0;
  return number > 0n && number < 2n ** 31n ? Number(number) : undefined;
}
