import { isRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { badAnswer } from "./failure.ts";

/**
 * The objects that an engine streams while it works, one JSON document after the other, a line each.
 *
 * @param call for the sentence of an error: `the pull`
 * @throws LumogateError `engine.answer` where a line is no JSON object, or is too long
 */
export async function* jsonLines(
  stream: AsyncIterable<Uint8Array>,
  call: string,
): AsyncGenerator<Record<string, unknown>> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LIMITS.engineLineBytes) {
      throw badAnswer(call, `a line is longer than ${LIMITS.engineLineBytes} bytes (limit engineLineBytes)`);
    }
    yield* lines.filter((line) => line.trim() !== "").map((line) => parseLine(line, call));
  }
  if (rest.trim() !== "") yield parseLine(rest, call);
}

function parseLine(line: string, call: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw badAnswer(call, "a line of its progress is not JSON, or broke off", cause);
  }
  if (!isRecord(value)) throw badAnswer(call, "a line of its progress is not a JSON object");
  return value;
}
