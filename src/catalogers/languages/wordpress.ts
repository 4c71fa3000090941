import type { FoundPackage } from "../../model/file-facts.ts";
import { byteString, decodeUtf8 } from "../../text.ts";
import { NOTHING, type ContentCataloger, type ContentFile, type ParsedFile } from "../cataloger.ts";
import { shortText } from "../values.ts";

/**
 * Plug-ins of WordPress: a PHP file with a header, in `plugins`, in a folder of it, or in `mu-plugins` (wp-admin/includes/plugin.php,
 * get_plugins). A plug-in's name is that of its folder, which is what wordpress.org and `wp plugin list` call it by.
 */
export const wordpressPlugins = {
  name: "wordpress-plugin",
  globs: ["**/wp-content/plugins/*/*.php", "**/wp-content/plugins/*.php", "**/wp-content/mu-plugins/*.php"],
  inspect: async ({ path, content }) => {
    const head = await headOf(content);
    const title = header(head, "Plugin Name");
    if (title === undefined) return NOTHING;
    const license = shortText(header(head, "License"));
    return only({
      type: "wordpress-plugin",
      name: slugOf(path),
      version: shortText(header(head, "Version")) ?? "",
      ...(license === undefined ? {} : { licenses: [license] }),
    });
  },
} satisfies ContentCataloger;

/** WordPress itself: `$wp_version = '6.4.2';` in wp-includes/version.php. */
export const wordpress = {
  name: "wordpress",
  globs: ["**/wp-includes/version.php"],
  inspect: async ({ content }) => {
    const version = /^\s*\$wp_version\s*=\s*['"]([^'"\n]{1,100})['"]/m.exec(await headOf(content))?.[1];
    return version === undefined ? NOTHING : only({ type: "generic", name: "wordpress", version });
  },
} satisfies ContentCataloger;

/** As much of a file as get_file_data reads (wp-includes/functions.php). */
const HEAD_BYTES = 8 * 1024;

async function headOf(content: ContentFile["content"]): Promise<string> {
  const bytes = await content.read(0, HEAD_BYTES);
  return decodeUtf8(byteString(bytes)).text.replaceAll("\r", "\n");
}

/** A field as get_file_data finds it: behind marks of a comment only, and without the comment's end. */
function header(head: string, field: "Plugin Name" | "Version" | "License"): string | undefined {
  const value = HEADERS[field].exec(head)?.[1];
  if (value === undefined) return undefined;
  const ends = ["*/", "?>"].map((mark) => value.indexOf(mark)).filter((at) => at >= 0);
  return value.slice(0, Math.min(...ends, value.length)).trim() || undefined;
}

const HEADERS = {
  "Plugin Name": /^(?:[ \t]*<\?php)?[ \t/*#@]*Plugin Name:(.*)$/im,
  Version: /^(?:[ \t]*<\?php)?[ \t/*#@]*Version:(.*)$/im,
  License: /^(?:[ \t]*<\?php)?[ \t/*#@]*License:(.*)$/im,
} as const;

function slugOf(path: string): string {
  const [file = "", folder = ""] = path.split("/").toReversed();
  return folder === "plugins" || folder === "mu-plugins" ? file.replace(/\.php$/i, "") : folder;
}

function only(found: FoundPackage): ParsedFile {
  return { packages: [found], problems: [] };
}
