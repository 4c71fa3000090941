import type { FoundPackage } from "../../model/file-facts.ts";
import { formatPurl } from "../../model/purl.ts";
import { byteString, decodeUtf8, quoted } from "../../text.ts";
import type { RecordCataloger } from "../cataloger.ts";
import { ProblemLog } from "../problem-log.ts";
import { type Gemspec, readGemspec } from "./ruby-gemspec.ts";
import { isSample } from "./sample-folders.ts";
import { unlisted } from "./unlisted.ts";
import { distinctTexts, shortText } from "../values.ts";

/**
 * Gems as RubyGems records them, `specifications/NAME-VERSION[-PLATFORM].gemspec` and, of those that come with Ruby,
 * `specifications/default/`: what `gem list --all` tells. And gems that Bundler took from git, where it writes the same form
 * into the checkout, up to two folders deep (Bundler::Source::Git).
 */
export const ruby = {
  name: "ruby",
  globs: [
    "**/specifications/*.gemspec",
    "**/specifications/default/*.gemspec",
    "**/bundler/gems/*/*.gemspec",
    "**/bundler/gems/*/*/*.gemspec",
    "**/bundler/gems/*/*/*/*.gemspec",
  ],
  parse: ({ path, bytes }) => {
    const names = path.split("/").slice(1);
    const fileName = (names.pop() ?? "").replace(/\.gemspec$/i, "");
    const isRecord = names.at(-1) === "default" || names.at(-1) === "specifications";
    const isListed = isRecord || !isSample(names.slice(names.lastIndexOf("gems") + 2));
    const log = new ProblemLog();
    const { text, utf8 } = decodeUtf8(byteString(bytes));
    if (!utf8) log.add("encoding", "the gemspec is not UTF-8.");
    const gemspec = readGemspec(text);
    if (!gemspec.isGemspec)
      log.add("malformed", "it is no gemspec, so what it records is known by its name only.");
    const found = { packages: [gemPackage(gemspec, fileName, log)], problems: log.problems() };
    return isListed ? found : unlisted(found);
  },
} satisfies RecordCataloger;

/** RubyGems' own pattern (Gem::Version::VERSION_PATTERN). */
const VERSION = /^\d+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

function gemPackage(gemspec: Gemspec, fileName: string, log: ProblemLog): FoundPackage {
  const named = byFileName(fileName, shortText(gemspec.name));
  const name = shortText(gemspec.name) ?? named.name;
  const version = shortText(gemspec.version) ?? named.version;
  const platform = shortText(gemspec.platform) ?? named.platform;
  if (!/^[\w.-]+$/.test(name)) log.add("bad-name", `${quoted(name)} is no name of a gem.`);
  if (version === undefined) log.add("bad-version", `neither ${quoted(name)} nor its file says a version.`);
  else if (!VERSION.test(version)) log.add("bad-version", `${quoted(version)} is no version of a gem.`);
  const licenses = distinctTexts(gemspec.licenses);
  const authors = shortText(gemspec.authors.join(", "));
  return {
    type: "gem",
    name,
    version: version ?? "",
    ...(platform === undefined ? {} : { arch: platform }),
    ...(licenses.length === 0 ? {} : { licenses }),
    ...(authors === undefined ? {} : { maintainer: authors }),
    ...(platform === undefined
      ? {}
      : { purl: formatPurl({ type: "gem", name, version: version ?? "", qualifiers: { platform } }) }),
  };
}

interface Named {
  readonly name: string;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
}

/** `NAME-VERSION[-PLATFORM]`; a name may have hyphens and digits too, so one that is known tells where it ends. */
function byFileName(fileName: string, known: string | undefined): Named {
  if (known !== undefined && fileName.startsWith(`${known}-`)) {
    const [, version, platform] =
      /^(\d[0-9A-Za-z.]*)(?:-(.+))?$/.exec(fileName.slice(known.length + 1)) ?? [];
    return { name: known, version, platform };
  }
  const [, name, version, platform] = /^(.+?)-(\d[0-9A-Za-z.]*)(?:-(.+))?$/.exec(fileName) ?? [];
  return name === undefined ? { name: known ?? fileName } : { name: known ?? name, version, platform };
}
