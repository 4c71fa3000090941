import { clip } from "../encode/clip.ts";
import type { Encoded } from "../encode/encoded.ts";
import { shown, terminal } from "../encode/terminal.ts";
import { LIMITS } from "../limits.ts";
import type { ImageConfig } from "../model/inventory.ts";
import { factLines, gapBlock } from "./blocks.ts";
import { type Fact, facts, imageFacts } from "./facts.ts";
import { fileBlocks } from "./file-blocks.ts";
import { document, heading, type Page, pageFor, title } from "./layout.ts";
import { packageBlocks } from "./package-blocks.ts";
import type { InventoryReporter } from "./reporter.ts";
import { stepFacts } from "./step-facts.ts";
import { plural } from "./words.ts";

type Text = Encoded<"terminal">;

export const inventoryTable: InventoryReporter = {
  name: "table",
  render(inventory, options) {
    const page = pageFor(options);
    const { image, config, layers, gaps } = inventory;
    return document([
      heading(terminal`image`, shown(image.reference), [], page),
      factLines(imageFacts(inventory), page),
      block("configuration", configFacts(config), page),
      block("labels", labelFacts(config), page),
      block(plural(layers.length, "step"), stepFacts(inventory), page),
      ...gaps.map((gap) => gapBlock(gap, page)),
      ...fileBlocks(inventory, page),
      ...packageBlocks(inventory, page),
    ]);
  },
};

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
