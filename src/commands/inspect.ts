import { inspect } from "../inspect.ts";
import { LumogateError } from "../model/error.ts";
import { parseCommandLine } from "../option-values.ts";
import { parseOutputs, writeOutputs } from "../outputs.ts";
import { INVENTORY_REPORTERS } from "../reporters/index.ts";
import { inspectRequest, targets } from "../request.ts";
import type { CommandContext } from "./context.ts";

/** `lumogate inspect`. @returns 0: what could not be read stands in the inventory, and judging it is `check`'s work */
export async function inspectImage(args: readonly string[], context: CommandContext): Promise<0> {
  const options = parseCommandLine("inspect", args);
  const outputs = parseOutputs(options.all("output"), INVENTORY_REPORTERS);
  const [target = "", ...others] = targets(options);
  if (others.length > 0) {
    throw new LumogateError("usage.target", "lumogate inspect shows one image at a time.", {
      hint: `Run it once for each: ${[target, ...others].join(", ")}.`,
    });
  }
  const inventory = await inspect(target, inspectRequest(options, context));
  await writeOutputs(outputs, inventory, context.terminal);
  return 0;
}
