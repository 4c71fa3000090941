export type { Extractor, SeenFile } from "../model/extractor.ts";
