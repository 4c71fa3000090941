/** `-X importpath.name=value` among a linker's flags, quoted in one of three ways or not at all. */
const ASSIGNMENT = /-X[ =]+(["']?)([^\s"'=]{1,500})\.([A-Za-z_]\w{0,100})=([^\s"']{1,200})\1/g;

/** Names that programs give the variable that holds their own version. */
const VERSION_NAME =
  /^(?:app|build|git|release|cli|sem|program)?_?(?:version|ver|tag|semver)(?:number|string)?$/i;

/** A version, and not a commit or a branch. */
const VERSION = /^v?\d{1,9}\.\d{1,9}(?:[.+~-][\w.+~-]{0,100})?$/;

/**
 * The version that a Go program was given by its linker, `-ldflags "-X main.version=1.2.3"`, which is how releases are
 * marked where the sources are no module that was downloaded.
 *
 * @param flags of a line "build" of the build information: as they are, or as a Go string literal
 * @param module path of the program's own module
 */
export function versionFromFlags(flags: string, module: string): string | undefined {
  const given = [...unquoted(flags).matchAll(ASSIGNMENT)]
    .map(([, , owner = "", name = "", value = ""]) => ({ owner, name, value }))
    .filter(({ name, value }) => VERSION_NAME.test(name) && VERSION.test(value));
  const own = given.find(
    ({ owner }) => owner === "main" || owner === module || owner.startsWith(`${module}/`),
  );
  if (own !== undefined) return own.value;
  // A library that prints versions is told the program's: believed where there are no two answers.
  const others = new Set(given.map(({ value }) => value));
  return others.size === 1 ? given[0]?.value : undefined;
}

function unquoted(flags: string): string {
  return flags.startsWith('"') || flags.startsWith("`")
    ? flags.slice(1, -1).replaceAll(/\\(["\\])/g, "$1")
    : flags;
}
