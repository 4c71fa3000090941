import type { ImageFiles, OpenImage } from "../model/image.ts";
import type { ImageConfig } from "../model/inventory.ts";
import { byteString, decodeUtf8 } from "../text.ts";

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
  const userId = name === "" ? 0 : (numberOf(name) ?? (await numberNamed(name, files)));
  return userId === undefined ? config : { ...config, userId };
}

/** Go's strconv.Atoi: a sign, and leading zeros, are no reason to take it for a name. */
function numberOf(text: string): number | undefined {
  if (!/^[+-]?\d{1,15}$/.test(text)) return undefined;
  const number = Math.abs(Number(text));
  // Runtimes refuse a negative one, and -0 is 0.
  return number === 0 || !text.startsWith("-") ? number : undefined;
}

async function numberNamed(name: string, files: ImageFiles): Promise<number | undefined> {
  const answer = await files.readFile(PASSWD);
  if (answer.kind !== "file") return undefined;
  for (const line of byteString(answer.bytes).split("\n")) {
    const [user = "", , id = ""] = line.trim().split(":");
    // A number that is none stays 0 there: whoever is named so is root.
    if (decodeUtf8(user).text === name) return numberOf(id) ?? 0;
  }
  return undefined;
}
