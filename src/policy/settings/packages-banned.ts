import type { PackageType } from "../../model/inventory.ts";
import { ORDERINGS } from "../../versions/index.ts";
import { problemAt, type RuleSettings, type Settings, type SettingsProblem } from "./settings.ts";
import { checkRange } from "./version-range.ts";

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
  readonly type: PackageType;
  readonly versions?: string;
  readonly url: {
    /** Without version and qualifiers. */
    readonly base: string;
    /** `arch=amd64` */
    readonly qualifiers: readonly string[];
  };
}

export const packagesBanned: RuleSettings = {
  async check(settings) {
    const problems = await Promise.all(
      bansOf(settings).map((ban, index) => checkBan(ban, ["packages", index])),
    );
    return problems.flat();
  },
  async prepare(settings) {
    return { ...settings, packages: await Promise.all(bansOf(settings).map(prepareBan)) };
  },
};

function bansOf(settings: Settings): BanSettings["packages"] {
  return (settings as unknown as BanSettings).packages;
}

async function checkBan(
  ban: string | NamedBan | UrlBan,
  path: readonly (string | number)[],
): Promise<readonly SettingsProblem[]> {
  if (typeof ban === "string") return [];
  if ("purl" in ban) return checkUrl(ban.purl, [...path, "purl"]);
  const { type, versions } = ban;
  if (type !== undefined && !isRead(type)) return [unreadType(type, [...path, "type"])];
  if (versions === undefined) return [];
  const orderings = type === undefined ? Object.values(ORDERINGS) : [ORDERINGS[type]];
  return checkRange(versions, orderings, [...path, "versions"]);
}

async function checkUrl(
  purl: string,
  path: readonly (string | number)[],
): Promise<readonly SettingsProblem[]> {
  let parsed: Awaited<ReturnType<typeof parseUrl>>;
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
  const { type, version, subpath } = parsed;
  if (!isRead(type)) return [unreadType(type, path)];
  if (subpath !== undefined) {
    return [
      problemAt(
        path,
        "config.bad-purl",
        `${JSON.stringify(purl)} has a subpath (#${subpath}), and a package is banned as a whole.`,
      ),
    ];
  }
  return version === undefined ? [] : checkRange(`= ${version}`, [ORDERINGS[type]], path);
}

/** A ban on what nobody reads would pass every image. */
function unreadType(type: string, path: readonly (string | number)[]): SettingsProblem {
  const read = Object.keys(ORDERINGS).join(" and ");
  return problemAt(
    path,
    "config.unread-type",
    `lumogate does not read packages of the type ${JSON.stringify(type)}, so it could not find them: today it reads ${read}.`,
    `Take the ban out, or limit it to ${read}.`,
  );
}

async function prepareBan(ban: string | NamedBan | UrlBan): Promise<string | NamedBan | PreparedUrlBan> {
  if (typeof ban === "string" || !("purl" in ban)) return ban;
  const { type, namespace, name, version, qualifiers } = await parseUrl(ban.purl);
  const { PackageURL } = await import("packageurl-js");
  const base = new PackageURL(type, namespace, name, undefined, undefined, undefined).toString();
  const listed = new PackageURL(type, namespace, name, undefined, qualifiers, undefined).toString();
  return {
    ...ban,
    // It has been checked.
    type: type as PackageType,
    ...(version === undefined ? {} : { versions: `= ${version}` }),
    url: { base, qualifiers: listed === base ? [] : listed.slice(base.length + 1).split("&") },
  };
}

/** Loaded only where a package URL is in the settings: every check reads this module. */
async function parseUrl(purl: string) {
  const { PackageURL } = await import("packageurl-js");
  return PackageURL.fromString(purl);
}

function isRead(type: string): type is PackageType {
  return Object.hasOwn(ORDERINGS, type);
}
