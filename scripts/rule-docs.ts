/**
 * `npm run docs:rules`: writes docs/rules.md from the METADATA of the shipped rules, as `npm run build:policies` has
 * compiled them. A test holds the page to them.
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { rulesMarkdown } from "../src/commands/policy/rule-docs.ts";
import { shippedRules } from "../src/commands/policy/shipped-rules.ts";

const HEAD = `# The rules that lumogate ships

This page is what the rules say of themselves: \`npm run docs:rules\` writes it from the METADATA in [policies/](../policies), and
\`lumogate policy docs\` prints it. A rule judges where its set is chosen, by \`extends\` in lumogate.yaml, or where \`rules\` there names it:

\`\`\`yaml
extends: recommended          # the default; strict has all of recommended and more; none has nothing
rules:
  user.root: error            # another severity, and it judges
  history.remote_add: off     # not at all
  packages.banned:            # settings, checked as each rule declares them
    severity: warning
    packages: [telnet]
\`\`\`

[How names and ranges of versions are written](../policies/README.md#names-and-versions).
`;

/** docs/rules.md, as it has to be. */
export async function rulesPage(): Promise<string> {
  return `${HEAD}\n${rulesMarkdown(await shippedRules())}\n`;
}

if (import.meta.main)
  await writeFile(path.resolve(import.meta.dirname, "../docs/rules.md"), await rulesPage());
