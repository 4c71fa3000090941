import { buffer } from "node:stream/consumers";
import { type Header, pack } from "tar-stream";
import { ContainerArchive } from "../../src/engine/container-archive.ts";
import { ContainerFiles } from "../../src/engine/files.ts";
import { fakeEngine, MODE, refuse, type Route, type Routes, type Stat, statHeader } from "./fake-engine.ts";

export type Entry = Partial<Header> & { readonly name: string; readonly content?: string };

export function tarOf(...entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const { content = "", ...header } of entries) tar.entry(header, content);
  tar.finalize();
  return buffer(tar);
}

/** What the archive API says of a path: where it is left out, there is nothing. */
export interface Path {
  readonly stat: Stat;
  readonly tar?: Buffer;
}

const A_DIRECTORY: Path = { stat: { size: 0, mode: MODE.directory } };

/** Routes of the archive API of the fake engine's container, in which what lies above these paths is directories. */
export function archive(paths: Readonly<Record<string, Path>>): Routes {
  const route =
    (withBody: boolean): Route =>
    (answer, request, query) => {
      const asked = query.get("path") ?? "";
      const isAbove = Object.keys(paths).some((each) => each.startsWith(`${asked}/`));
      const found = new Map(Object.entries(paths)).get(asked) ?? (isAbove ? A_DIRECTORY : undefined);
      if (found === undefined) {
        refuse(404, "Could not find the file")(answer, request, query);
        return;
      }
      answer.writeHead(200, statHeader(found.stat));
      answer.end(withBody ? found.tar : undefined);
    };
  return { "HEAD /containers/c1/archive": route(false), "GET /containers/c1/archive": route(true) };
}

/** The files of a container of an engine with these routes. */
export async function filesOf(routes: Routes): Promise<ContainerFiles> {
  const fake = await fakeEngine(routes);
  return new ContainerFiles(new ContainerArchive(await fake.connect(), "c1"));
}
