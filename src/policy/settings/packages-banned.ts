import { isPackageType, type PackageType } from "../../model/package-types.ts";
import { checkScope, checkVersions, unreadType } from "./package-item.ts";
import { fullName, isPackageName } from "./package-name.ts";
import { problemAt, type RuleSettings, type Settings, type SettingsProblem } from "./settings.ts";

/** The settings of packages.banned, as their schema lets them through. */
interface BanSettings {
  readonly packages: readonly (string | NamedBan | UrlBan)[];
}

interface NamedBan {
  readonly name: string;
  readonly type?: string;
  readonly versions?: string;
  readonly reason?: string;
}

interface UrlBan {
  readonly purl: string;
  readonly reason?: string;
}

/** A package URL taken apart for the rule, in the encoding that the inventory uses. */
interface PreparedUrlBan extends UrlBan {
  readonly name: string;
  readonly type: PackageType;
  readonly versions?: string;
  readonly url: {
    /** Left out: whoever's package it is. */
    readonly namespace?: string;
    /** The version is that of a package of whatever epoch. */
    readonly any_epoch?: true;
    /** By key, `{ arch: "arch=amd64" }`. */
    readonly qualifiers: Readonly<Record<string, string>>;
  };
}

export const packagesBanned: RuleSettings = {
  async check(settings, scope) {
    const problems = await Promise.all(
      bansOf(settings).map(async (ban, index) => {
        const path = ["packages", index];
        const wrong = await checkBan(ban, path);
        return wrong.length > 0 ? wrong : checkScope(await typeOf(ban), scope, path);
      }),
    );
    return problems.flat();
  },
  async prepare(settings) {
    return { ...settings, packages: await Promise.all(bansOf(settings).map(prepareBan)) };
  },
};

async function typeOf(ban: BanSettings["packages"][number]): Promise<string | undefined> {
  if (typeof ban === "string") return undefined;
  return "purl" in ban ? (await parseUrl(ban.purl)).type : ban.type;
}

function bansOf(settings: Settings): BanSettings["packages"] {
  return (settings as unknown as BanSettings).packages;
}

async function checkBan(
  ban: string | NamedBan | UrlBan,
  path: readonly (string | number)[],
): Promise<readonly SettingsProblem[]> {
  if (typeof ban === "string") return checkName(ban, path);
  if ("purl" in ban) return checkUrl(ban.purl, [...path, "purl"]);
  const { name, type, versions } = ban;
  const misnamed = checkName(name, [...path, "name"]);
  if (misnamed.length > 0) return misnamed;
  if (type !== undefined && !isPackageType(type)) return [unreadType(type, [...path, "type"])];
  return versions === undefined ? [] : checkVersions(versions, type, [...path, "versions"]);
}

/** A name that no package can have, such as a package URL, or with an architecture behind it, would ban nothing. */
function checkName(name: string, path: readonly (string | number)[]): readonly SettingsProblem[] {
  if (isPackageName(name)) return [];
  const hint = name.startsWith("pkg:")
    ? `It is a package URL: write { purl: ${JSON.stringify(name)} }.`
    : "A name has letters, digits and . + - _ ~ only, as in libssl3, @babel/core or log4j:log4j, and * for any characters; type and versions have keys of their own: { name: telnet, type: deb, versions: < 2 }.";
  return [problemAt(path, "config.bad-name", `No package can have the name ${JSON.stringify(name)}.`, hint)];
}

async function checkUrl(
  purl: string,
  path: readonly (string | number)[],
): Promise<readonly SettingsProblem[]> {
  let parsed: ParsedUrl;
  try {
    parsed = await parseUrl(purl);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      problemAt(
        path,
        "config.bad-purl",
        `${JSON.stringify(purl)} is not a package URL: ${reason}.`,
        "Write for example pkg:deb/debian/openssl@3.0.11-1.",
      ),
    ];
  }
  const { type, version } = parsed;
  if (!isPackageType(type)) return [unreadType(type, path)];
  const wrong = neverMatches(type, parsed);
  if (wrong !== undefined) return [problemAt(path, "config.bad-purl", `${JSON.stringify(purl)} ${wrong}.`)];
  return version === undefined ? [] : checkVersions(`= ${version}`, type, path);
}

/** @returns a clause about what no package URL in an inventory has */
function neverMatches(type: PackageType, { subpath, qualifiers, ...parsed }: ParsedUrl): string | undefined {
  if (subpath !== undefined) return `has a subpath (#${subpath}), and a package is banned as a whole`;
  const { name, namespace } = fullName(type, parsed.namespace, parsed.name);
  if (!isPackageName(name) || name.includes("*"))
    return `names ${JSON.stringify(name)}, which no package can be called; a star stands for any characters in names alone, not in package URLs`;
  if (namespace !== undefined && !/^[a-z0-9._-]+$/.test(namespace))
    return `has the namespace ${JSON.stringify(namespace)}, which is no ID that os-release may have, such as debian`;
  const { arch: _arch, distro, epoch, ...others } = qualifiers ?? {};
  const [other] = Object.keys(others);
  if (other !== undefined)
    return `has the qualifier ${JSON.stringify(other)}; lumogate compares arch, distro and epoch`;
  if (epoch !== undefined && (type !== "rpm" || !/^\d+$/.test(epoch)))
    return `has the epoch ${JSON.stringify(epoch)}; of an rpm's package URL it is a number, and of others it stands in the version`;
  if (type !== "rpm" || namespace === undefined) return wrongDistro(namespace, distro);
  const vendor = Array.from(VENDORS).find(([, ids]) => ids.test(namespace))?.[0] ?? namespace;
  if (vendor !== namespace)
    return `has the namespace ${JSON.stringify(namespace)}, but package URLs of that system's rpms have ${JSON.stringify(vendor)}`;
  const ids = VENDORS.get(namespace);
  if (distro === undefined || ids === undefined) return wrongDistro(namespace, distro);
  return ids.test(distro.replace(/-\d.*$/, ""))
    ? undefined
    : `has the distro ${JSON.stringify(distro)}, which is none of ${namespace}'s`;
}

/** IDs in os-release of systems whose vendors name themselves in package URLs (`src/inventory/purl-rules.ts` writes them). */
const VENDORS: ReadonlyMap<string, RegExp> = new Map([
  ["redhat", /^rhel$/],
  ["opensuse", /^opensuse-/],
]);

function wrongDistro(namespace: string | undefined, distro: string | undefined): string | undefined {
  if (distro === undefined || namespace === undefined) return undefined;
  if (distro === namespace || distro.startsWith(`${namespace}-`)) return undefined;
  return `has the distro ${JSON.stringify(distro)}, but lumogate writes ID and VERSION_ID of os-release, such as ${namespace}-12`;
}

async function prepareBan(ban: string | NamedBan | UrlBan): Promise<string | NamedBan | PreparedUrlBan> {
  if (typeof ban === "string" || !("purl" in ban)) return ban;
  const parsed = await parseUrl(ban.purl);
  // It has been checked.
  const type = parsed.type as PackageType;
  const { version, qualifiers: { epoch, ...qualifiers } = {} } = parsed;
  const { PackageURL } = await import("packageurl-js");
  const base = new PackageURL(
    type,
    parsed.namespace,
    parsed.name,
    undefined,
    undefined,
    undefined,
  ).toString();
  const listed = new PackageURL(
    type,
    parsed.namespace,
    parsed.name,
    undefined,
    qualifiers,
    undefined,
  ).toString();
  const written = listed === base ? [] : listed.slice(base.length + 1).split("&");
  const { name, namespace } = fullName(type, parsed.namespace, parsed.name);
  return {
    ...ban,
    name,
    type,
    ...(version === undefined ? {} : { versions: `= ${epoch === undefined ? "" : `${epoch}:`}${version}` }),
    url: {
      // A qualifier that is not given means any.
      ...(type === "rpm" && epoch === undefined && version?.includes(":") === false
        ? { any_epoch: true }
        : {}),
      ...(namespace === undefined ? {} : { namespace }),
      qualifiers: Object.fromEntries(written.map((one) => [one.slice(0, one.indexOf("=")), one])),
    },
  };
}

type ParsedUrl = Awaited<ReturnType<typeof parseUrl>>;

/** Loaded only where a package URL is in the settings: every check reads this module. */
async function parseUrl(purl: string) {
  const { PackageURL } = await import("packageurl-js");
  return PackageURL.fromString(purl);
}
