import type { Encoded } from "../encode/encoded.ts";
import type { Inventory } from "../model/inventory.ts";
import type { Report } from "../model/report.ts";

/** A document as text: pure, and already encoded for where it goes. */
export interface ReporterOf<Document, Rendered = Printable> {
  /** As in `--output NAME`. */
  readonly name: string;
  render(document: Document, options: RenderOptions): Rendered;
}

export type Reporter = ReporterOf<Report>;
export type InventoryReporter = ReporterOf<Inventory>;
/** One whose code is loaded when somebody asks for it. */
export type SbomReporter = ReporterOf<Inventory, Promise<Printable>>;

/** What may go to standard output. */
export type Printable = Encoded<"terminal"> | Encoded<"json">;

export interface RenderOptions {
  readonly colour: boolean;
  /** Columns of the terminal; left out: 100. */
  readonly width?: number;
}
