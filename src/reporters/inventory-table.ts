import { clip } from "../encode/clip.ts";
import { type Encoded, join } from "../encode/encoded.ts";
import { paint, shown, terminal } from "../encode/terminal.ts";
import { columns, pad } from "../encode/wrap.ts";
import { LIMITS } from "../limits.ts";
import type { ImageConfig, Inventory, Package } from "../model/inventory.ts";
import { factLines, gapBlock } from "./blocks.ts";
import { type Fact, facts, fullVersion, imageFacts } from "./facts.ts";
import { document, field, heading, type Page, pageFor } from "./layout.ts";
import type { InventoryReporter } from "./reporter.ts";
import { stepFacts } from "./step-facts.ts";
import { plural } from "./words.ts";

type Text = Encoded<"terminal">;

export const inventoryTable: InventoryReporter = {
  name: "table",
  render(inventory, options) {
    const page = pageFor(options);
    const { image, config, layers, packages, gaps } = inventory;
    return document([
      heading(terminal`image`, shown(image.reference), [], page),
      factLines(imageFacts(inventory), page),
      block("configuration", configFacts(config), page),
      block("labels", labelFacts(config), page),
      block(plural(layers.length, "step"), stepFacts(inventory), page),
      ...gaps.map((gap) => gapBlock(gap, page)),
      packages.length === 0
        ? []
        : [title(plural(packages.length, "package"), page), ...packageLines(inventory, page)],
    ]);
  },
};

function title(words: string, { colour }: Page): Text {
  return paint(["bold"], shown(words), colour);
}

function block(words: string, content: readonly Fact[], page: Page): Text[] {
  return content.length === 0 ? [] : [title(words, page), ...factLines(content.map(clipped), page)];
}

function clipped({ label, value }: Fact): Fact {
  return { label, value: clip(value, LIMITS.viewChars) };
}

function configFacts(config: ImageConfig): Fact[] {
  return facts({
    user: config.user ?? "not set, so root",
    entrypoint: commandWords(config.entrypoint),
    cmd: commandWords(config.cmd),
    shell: commandWords(config.shell),
    workdir: config.workingDir,
    ports: listWords(config.exposedPorts),
    volumes: listWords(config.volumes),
    env: listWords(config.env),
    healthcheck: commandWords(config.healthcheck?.test),
    "stop signal": config.stopSignal,
    onbuild: listWords(config.onBuild),
  });
}

/** As a Dockerfile writes it, so that arguments with blanks stay apart. */
function commandWords(words: readonly string[] | undefined): string | undefined {
  return words === undefined ? undefined : JSON.stringify(words);
}

function listWords(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : words.join(", ");
}

function labelFacts({ labels }: ImageConfig): Fact[] {
  return Object.entries(labels).map(([key, value]) => ({ label: "label", value: `${key}=${value}` }));
}

/** A name that is longer than its column pushes the others aside, and only on its own line. */
const COLUMN = 32;

function packageLines({ packages }: Inventory, page: Page): Text[] {
  const rows = packages.map((each) => ({
    type: shown(each.type),
    name: shown(each.name),
    version: shown(fullVersion(each)),
    rest: shown([each.arch, each.status, stepOf(each)].filter((part) => part !== undefined).join(" ")),
  }));
  const width = (cells: readonly Text[]): number =>
    cells.reduce((widest, cell) => Math.max(widest, Math.min(COLUMN, columns(cell))), 0);
  const names = width(rows.map(({ name }) => name));
  const versions = width(rows.map(({ version }) => version));
  return rows.flatMap(({ type, name, version, rest }) =>
    field(type, [join([pad(name, names), pad(version, versions), rest], " ")], page),
  );
}

function stepOf({ introducedIn }: Package): string | undefined {
  return introducedIn === undefined ? undefined : `step ${introducedIn.layer}`;
}
