import { expect, it } from "vitest";
import { wordpress, wordpressPlugins } from "../../../src/catalogers/languages/wordpress.ts";
import { memoryContent } from "../../../src/model/content.ts";

const AKISMET = `<?php
/**
 * @package Akismet
 */
/*
Plugin Name: Akismet Anti-spam: Spam Protection
Version: 5.3.1
License: GPLv2 or later
*/
`;

/** [what it shows, path, content, packages: name, version, licence] */
const CASES: readonly (readonly [string, string, string, readonly unknown[]])[] = [
  [
    "is called by its folder",
    "/var/www/html/wp-content/plugins/akismet/akismet.php",
    AKISMET,
    [["akismet", "5.3.1", "GPLv2 or later"]],
  ],
  [
    "may be a single file",
    "/w/wp-content/plugins/hello.php",
    "<?php /* Plugin Name: Hello Dolly\r * Version: 1.7.2 */",
    [["hello", "1.7.2", undefined]],
  ],
  [
    "may be one that must be used",
    "/w/wp-content/mu-plugins/guard.php",
    "<?php\n# Plugin Name: Guard ?>\n",
    [["guard", "", undefined]],
  ],
  [
    "has its version to the letter",
    "/w/wp-content/plugins/a/b.php",
    "<?php\n// plugin name: B\n// VERSION: 2.0-beta1 */ x\n",
    [["a", "2.0-beta1", undefined]],
  ],
  [
    "is not what has no header",
    "/w/wp-content/plugins/akismet/class.php",
    "<?php echo 'Plugin Name: x';",
    [],
  ],
  [
    "has its header at the beginning",
    "/w/wp-content/plugins/a/b.php",
    `<?php\n${"//\n".repeat(4000)}// Plugin Name: B\n`,
    [],
  ],
];

it.each(CASES)("a plug-in %s", async (_, path, text, expected) => {
  const { packages, problems } = await wordpressPlugins.inspect({
    path,
    mode: 0o644,
    content: memoryContent(Buffer.from(text)),
  });
  expect(packages.map(({ name, version, licenses }) => [name, version, licenses?.[0]])).toEqual(expected);
  expect(problems).toEqual([]);
});

it("finds WordPress itself by its version.php", async () => {
  const content = memoryContent(
    Buffer.from("<?php\n/**\n * $wp_version = 'x';\n */\n$wp_version = '6.4.2';\n$wp_db_version = 56657;\n"),
  );
  const found = await wordpress.inspect({ path: "/w/wp-includes/version.php", mode: 0o644, content });
  expect(found.packages).toEqual([{ type: "generic", name: "wordpress", version: "6.4.2" }]);
});
