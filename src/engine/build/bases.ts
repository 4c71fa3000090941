import { LIMITS } from "../../limits.ts";
import { parseReference } from "../../reference.ts";

/** `FROM`, with its flags, and `COPY --from=`. */
const BASE = /^\s*(?:FROM\s+(?:--\S+\s+)*(\S+)|(?:COPY|ADD)\s+(?:--\S+\s+)*?--from=(\S+))/i;
const ARGUMENT = /^\s*ARG\s+(\w+)(?:=(?:"([^"]*)"|'([^']*)'|(\S*)))?/i;

/**
 * The repositories that a Dockerfile's images come from, as far as its text tells: `docker.io/library/debian`. Only for
 * finding credentials: the classic builder wants them before it starts, while BuildKit asks when it needs them. A
 * word that is in truth an earlier stage's name is in the list too.
 *
 * @param args build arguments, which may stand in FROM
 */
export function baseRepositories(dockerfile: string, args: ReadonlyMap<string, string>): ReadonlySet<string> {
  const values = new Map(args);
  const found = new Set<string>();
  for (const line of dockerfile.split(/\r?\n/)) {
    const [, name, ...defaults] = ARGUMENT.exec(line) ?? [];
    const value = defaults.find((text) => text !== undefined);
    if (name !== undefined && value !== undefined && !values.has(name))
      values.set(name, expand(value, values));
    const [, from, copied] = BASE.exec(line) ?? [];
    const image = from ?? copied;
    const repository = image === undefined ? undefined : repositoryOf(expand(image, values));
    if (repository !== undefined) found.add(repository);
  }
  return found;
}

/** `$NAME`, `${NAME}`, and `${NAME:-default}` where the name has no value. */
function expand(text: string, values: ReadonlyMap<string, string>): string {
  const expanded = text.replace(
    /\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})/g,
    (_, bare: string | undefined, braced: string, fallback = "") => values.get(bare ?? braced) ?? fallback,
  );
  // Arguments that double each other grow without end; no image has such a name.
  return expanded.length > LIMITS.pathBytes ? "" : expanded;
}

function repositoryOf(image: string): string | undefined {
  try {
    const reference = parseReference(image);
    return reference.kind === "name" ? `${reference.domain}/${reference.path}` : undefined;
  } catch {
    // A variable that cannot be known here; the engine says what is wrong with it, if anything is.
    return undefined;
  }
}
