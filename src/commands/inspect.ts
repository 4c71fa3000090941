import { findTarget, inspect } from "../inspect.ts";
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
  const request = inspectRequest(options, context);
  const [target = "", ...otherTargets] = targets(options);
  if (otherTargets.length > 0) throw several([target, ...otherTargets]);
  const [found, ...others] = await findTarget(target, request);
  if (found === undefined) throw new Error(`A source found nothing and said nothing: ${target}`);
  if (others.length > 0) throw several([found, ...others].map(({ name }) => name));
  const changes = request.changes ? "asked" : "no";
  const depth = { origins: "asked", base: "asked", changes, signatures: "no" } as const;
  const inventory = await inspect(found, request, depth, (seen) => Promise.resolve(seen.inventory));
  await writeOutputs(outputs, inventory, context.terminal);
  return 0;
}

function several(names: readonly string[]): LumogateError {
  return new LumogateError(
    "usage.target",
    `lumogate inspect shows one image at a time, and here are ${names.length}.`,
    { hint: `Run it once for each: ${names.join(", ")}.` },
  );
}
