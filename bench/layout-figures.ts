import { atMost, type Figure, megabytes, milliseconds, ratio } from "./figures.ts";
import type { LayoutCommand } from "./layout-commands.ts";
import { median, type Samples, type Use } from "./measure.ts";

export interface MeasuredLayouts {
  /** Milliseconds. */
  readonly times: Readonly<Record<LayoutCommand, Samples>>;
  readonly huge: Use;
  readonly cold: Use;
  readonly warm: Use;
  /** An image that has one layer more than the one that the cache knows, and that layer's size as it is stored. */
  readonly added: Use;
  readonly addedBytes: number;
}

export function layoutFigures({ times, huge, cold, warm, added, addedBytes }: MeasuredLayouts): Figure[] {
  const ms = (name: LayoutCommand): string => `${Math.round(median(times[name]))} ms`;
  const over = (a: LayoutCommand, b: LayoutCommand): number => median(times[a]) / median(times[b]);
  return [
    { what: "inspect, gzip, 1.2 GB, 8 layers", figure: ms("gzip") },
    { what: "gzip -dc of them", figure: ms("gunzip") },
    atMost("inspect / gzip -dc, 8 layers", over("gzip", "gunzip"), 0.6, ratio),
    { what: "inspect, gzip, 1.2 GB, one layer", figure: ms("fat") },
    atMost("inspect / gzip -dc, one layer", over("fat", "gunzipFat"), 0.9, ratio),
    { what: "inspect, zstd, 1.2 GB, 8 layers", figure: ms("zstd") },
    atMost("inspect / zstd -dc, 8 layers", over("zstd", "unzstd"), 1.4, ratio),
    { what: "inspect, no compression, 1.2 GB", figure: ms("plain") },
    atMost("scan of its 60,000 headers, unverified", median(times.scan), 500, milliseconds),
    { what: "inspect, warm cache", figure: ms("warm") },
    read("read by it, cold", cold),
    read("read by it, warm, lumogate and the cache included", warm),
    read("read of an image with one layer more", added),
    atMost(
      "that beyond the warm one / the added layer",
      (added.readBytes - warm.readBytes) / addedBytes,
      1.2,
      ratio,
    ),
    atMost("inventory with origins / without", over("withOrigins", "withoutOrigins"), 1.25, ratio),
    atMost("the same, warm cache", over("withOriginsWarm", "withoutOriginsWarm"), 1.25, ratio),
    atMost("peak memory, zstd, 3 GB", huge.peakBytes / 1e6, 250, megabytes),
    atMost("peak memory, gzip, 1.2 GB", cold.peakBytes / 1e6, 250, megabytes),
  ];
}

function read(what: string, { readBytes }: Use): Figure {
  return { what, figure: megabytes(readBytes / 1e6) };
}
