import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { readTar } from "../../src/oci/tar/tar.ts";
import { tarOf } from "./fake-archive.ts";
import {
  anInspection,
  fakeEngine,
  type FakeEngine,
  json,
  lines,
  type Route,
  type Routes,
  statHeader,
} from "./fake-engine.ts";
import { dockerArchiveMembers } from "./image.ts";
import { file, tar, type TarMember } from "./tar.ts";

/** The file /state is another one in each layer. */
export const LAYERS = ["one", "two", "three"].map((content) => [file("state", content)]);
/** What the engine saves of it. */
export const SAVED = dockerArchiveMembers({ layers: LAYERS });
export const ID = idOf(SAVED);

function idOf(members: readonly TarMember[]): string {
  const config = members.find(({ name }) => /^[0-9a-f]{64}\.json$/.test(name));
  return `sha256:${config?.name.slice(0, 64)}`;
}

/** What the engine says of an image of these layers. */
export function inspection(layers = LAYERS): object {
  const diffIds = layers.map((members) => `sha256:${sha256(tar(members))}`);
  return {
    ...anInspection,
    Id: idOf(dockerArchiveMembers({ layers })),
    RootFS: { Type: "layers", Layers: diffIds },
  };
}

/** Answers as it turns out when what was sent has been read. */
export function answering(work: (asked: IncomingMessage) => Promise<Route>): Route {
  const answer = async (...call: Parameters<Route>): Promise<void> => (await work(call[1]))(...call);
  return (...call) => void answer(...call);
}

/** As an engine with a graph driver does with images without layers: their IDs are their configs' digests. */
export function loads(configs: readonly string[]): Route {
  return lines({ stream: configs.map((config) => `Loaded image ID: sha256:${sha256(config)}\n`).join("") });
}

/** The configs in what was sent to be loaded. */
export async function configsIn(asked: IncomingMessage): Promise<string[]> {
  const configs: string[] = [];
  for await (const { name, body } of readTar(Readable.from([await buffer(asked)]), "what is loaded")) {
    const content = (await buffer(body)).toString();
    if (name !== "manifest.json") configs.push(content);
  }
  return configs;
}

/** A container that the engine was told to create. */
export interface Created {
  readonly name: string;
  readonly image: string;
}

/** An engine with an image `app` of three layers. Its containers show in /state of which image they are. */
export async function layeredEngine(
  routes: Routes = {},
): Promise<FakeEngine & { readonly created: Created[] }> {
  const created: Created[] = [];
  const history = LAYERS.map((_, index) => ({
    Created: index + 1,
    CreatedBy: `RUN step ${index}`,
    Size: 5,
    Comment: "",
  }));
  const fake = await fakeEngine({
    "GET /images/app/json": json(inspection()),
    [`GET /images/${ID}/history`]: json(history.toReversed()),
    "POST /images/load": answering(async (asked) => loads(await configsIn(asked))),
    [`GET /images/${ID}/get`]: (answer) => answer.end(tar(SAVED)),
    "POST /containers/create": (answer, asked, query) =>
      answering(async () => {
        const { Image: image } = JSON.parse((await buffer(asked)).toString()) as { Image: string };
        created.push({ name: query.get("name") ?? "", image });
        return json({ Id: `c${created.length}` }, 201);
      })(answer, asked, query),
    ...Object.fromEntries([1, 2, 3, 4].flatMap((index) => stateOf(index, created))),
    ...routes,
  });
  return { ...fake, calls: fake.calls, created };
}

function stateOf(index: number, created: readonly Created[]): [string, Route][] {
  const path = `/containers/c${index}/archive`;
  const content = (): string => created[index - 1]?.image ?? "";
  return [
    [`HEAD ${path}`, (answer) => answer.writeHead(200, statHeader({ size: content().length })).end()],
    [
      `GET ${path}`,
      answering(async () => {
        const bytes = await tarOf({ name: "state", content: content() });
        return (answer) => answer.writeHead(200, statHeader({ size: content().length })).end(bytes);
      }),
    ],
  ];
}

export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** As the engine lists what was loaded: with its labels. */
export function listed(configs: readonly string[]): object[] {
  return configs.map((config) => {
    const { config: own } = JSON.parse(config) as { config: { Labels: object } };
    return { Id: `sha256:${sha256(config)}`, Created: 1, Labels: own.Labels, RepoTags: null };
  });
}
