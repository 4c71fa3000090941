import { LIMITS } from "../limits.ts";
import type { Answer } from "./exchange.ts";
import { badAnswer, RegistryFailure } from "./failure.ts";

/**
 * An answer's body, whole.
 *
 * @param limit the name of its bound in `LIMITS`
 * @throws RegistryFailure `registry.limit`, and why it broke off
 */
export async function readBody(
  answer: Answer,
  what: string,
  limit: "manifestBytes" | "policyBytes" | "registryAnswerBytes",
): Promise<Buffer> {
  const bound = LIMITS[limit];
  const chunks: Uint8Array[] = [];
  let length = Number(answer.header("content-length") ?? 0) > bound ? bound + 1 : 0;
  if (length <= bound) {
    for await (const chunk of answer.body) {
      length += chunk.length;
      if (length > bound) break;
      chunks.push(chunk);
    }
  }
  if (length <= bound) return Buffer.concat(chunks);
  answer.discard();
  throw new RegistryFailure(
    "limit",
    `The answer of ${answer.host} for ${what} is larger than ${bound} bytes (limit ${limit}).`,
    { hint: "No honest registry comes near this limit. Look at what answers there." },
  );
}

/**
 * JSON that a registry's service says about itself, in a bound of its own.
 *
 * @throws RegistryFailure `registry.protocol`, `registry.limit`
 */
export async function readJson(answer: Answer, what: string): Promise<unknown> {
  const bytes = await readBody(answer, what, "registryAnswerBytes");
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    // Not the parser's words: they quote what was said, and that may be a token.
    throw badAnswer(answer.host, what, "it is not JSON");
  }
}
