import { VERSION } from "../version.ts";
import { ownerText } from "./owner.ts";
import { thisProcess } from "./process.ts";

/** Everything of ours on an engine has it, with our version as its value. */
export const VERSION_LABEL = "dev.lumogate";
/** Who created it, as `Owner` in JSON. */
export const OWNER_LABEL = "dev.lumogate.owner";
/** Images of single layers that belong together have it, with a value of their own, and their containers as well. */
export const PREFIX_LABEL = "dev.lumogate.prefix";

export function ownLabels(): Record<string, string> {
  return { [VERSION_LABEL]: VERSION, [OWNER_LABEL]: ownerText(thisProcess()) };
}
