import { LumogateError } from "./model/error.ts";
import { nearest } from "./nearest.ts";
import { writeOutputFile } from "./publish/files.ts";
import { print } from "./publish/stdout.ts";
import type { Printable, RenderOptions, ReporterOf } from "./reporters/reporter.ts";

type AnyReporter<Document> = ReporterOf<Document, Printable | Promise<Printable>>;

/** One `--output`: a reporter, and the file it goes to; without one, standard output. */
export interface Output<Document> {
  readonly reporter: AnyReporter<Document>;
  readonly file?: string;
}

/** Formats that another command writes. */
export interface FormatsElsewhere {
  readonly names: readonly string[];
  /** `lumogate inspect` */
  readonly command: string;
}

/**
 * Reads `--output FORMAT[=FILE]`. Where none was given, the first reporter to standard output.
 *
 * @throws LumogateError `usage.output`
 */
export function parseOutputs<Document>(
  values: readonly string[],
  reporters: readonly [AnyReporter<Document>, ...AnyReporter<Document>[]],
  elsewhere?: FormatsElsewhere,
): readonly Output<Document>[] {
  if (values.length === 0) return [{ reporter: reporters[0] }];
  const outputs = values.map((value) => parseOutput(value, reporters, elsewhere));
  if (outputs.filter(({ file }) => file === undefined).length < 2) return outputs;
  throw new LumogateError("usage.output", "Two --output go to standard output, where they would mix.", {
    hint: `Give one of them a file: --output ${outputs[1]?.reporter.name}=FILE.`,
  });
}

function parseOutput<Document>(
  value: string,
  reporters: readonly AnyReporter<Document>[],
  elsewhere?: FormatsElsewhere,
): Output<Document> {
  const equals = value.indexOf("=");
  const name = equals < 0 ? value : value.slice(0, equals);
  const file = equals < 0 ? undefined : value.slice(equals + 1);
  const names = reporters.map((reporter) => reporter.name);
  const reporter = reporters.find((each) => each.name === name);
  if (reporter === undefined && elsewhere?.names.includes(name) === true) {
    throw new LumogateError(
      "usage.output",
      `A verdict is not written as ${name}: that is what is in an image.`,
      {
        hint: `${elsewhere.command} writes it: ${elsewhere.command} IMAGE --output ${value}.`,
      },
    );
  }
  if (reporter === undefined) {
    throw new LumogateError("usage.output", `There is no output format "${name}".`, {
      hint: `It is one of ${names.join(", ")}: --output ${nearest(name, names) ?? names[0]}.`,
    });
  }
  if (file !== "") return { reporter, ...(file === undefined ? {} : { file }) };
  throw new LumogateError("usage.output", `--output ${value} names no file.`, {
    hint: `Write --output ${name}=FILE, or --output ${name} for standard output.`,
  });
}

/** Renders the document for each output and writes it. @throws LumogateError `output.write` */
export async function writeOutputs<Document>(
  outputs: readonly Output<Document>[],
  document: Document,
  terminal: RenderOptions,
): Promise<void> {
  for (const { reporter, file } of outputs) {
    if (file === undefined) await print(await reporter.render(document, terminal));
    else await writeOutputFile(file, await reporter.render(document, { colour: false }));
  }
}
