import { LumogateError } from "../model/error.ts";
import type { ImageFiles, ImageHistory, ImageState, OpenImage } from "../model/image.ts";
import type { Layer, LayerChanges } from "../model/inventory.ts";
import type { ReadLayersOptions } from "../oci/read-layers.ts";
import type { Stream } from "../oci/read-archive.ts";
import type { Engine } from "./connect.ts";
import { badAnswer } from "./failure.ts";
import type { InspectedImage } from "./image.ts";
import type { PrefixStates } from "./prefix-states.ts";

/** An image of an engine that has been opened. */
export interface EngineImage {
  readonly image: InspectedImage;
  readonly layers: readonly Layer[];
  /** Of the whole image. */
  readonly files: ImageFiles;
}

export interface HistoryOptions extends ReadLayersOptions {
  readonly progress: (line: string) => void;
  /** Opens what the engine saves, as `docker save` writes it. */
  readonly openSaved: (stream: Stream) => Promise<OpenImage>;
}

/**
 * How an engine's image came to be. Nothing is done before somebody asks; then it is found out in the cheapest way that
 * the engine knows: a containerd image store gives the layers as they are stored; a graph driver shows the image as of
 * each layer without giving any bytes of it; every engine saves the image, and sends all of it.
 */
export class EngineHistory implements ImageHistory {
  readonly #engine: Engine;
  readonly #opened: EngineImage;
  readonly #options: HistoryOptions;
  #states: Promise<readonly ImageState[]> | undefined;
  #trees: Promise<readonly ImageState[]> | undefined;
  #content: Promise<OpenImage | undefined> | undefined;
  #layered: Promise<OpenImage> | undefined;
  #prefixes: PrefixStates | undefined;

  constructor(engine: Engine, opened: EngineImage, options: HistoryOptions) {
    this.#engine = engine;
    this.#opened = opened;
    this.#options = options;
  }

  states({ trees } = { trees: false }): Promise<readonly ImageState[]> {
    return trees ? (this.#trees ??= this.#findTrees()) : (this.#states ??= this.#findStates());
  }

  async changes(): Promise<readonly LayerChanges[]> {
    return historyOf(await this.#openLayered()).changes();
  }

  /** @throws LumogateError `engine.*` where something of ours may be left on the engine */
  async close(): Promise<void> {
    await Promise.allSettled([this.#states, this.#trees]);
    const layered = await this.#layered?.catch(() => undefined);
    const content = await this.#content?.catch(() => undefined);
    await layered?.close();
    if (content !== layered) await content?.close();
    await this.#prefixes?.close();
  }

  async #findStates(): Promise<readonly ImageState[]> {
    const { layers, files, image } = this.#opened;
    const lower = image.diffIds.length < 2 ? [] : await this.#lowerStates();
    const all = image.diffIds.length === 0 ? [] : [...lower, files];
    const steps = stepsWithLayers(layers);
    return all.map((state, index) => ({ layer: steps[index] ?? index, files: state }));
  }

  /** No engine shows the whole tree as of a layer otherwise. */
  async #findTrees(): Promise<readonly ImageState[]> {
    const states = await historyOf(await this.#openLayered()).states({ trees: true });
    const steps = stepsWithLayers(this.#opened.layers);
    return states.map((state, index) => ({ ...state, layer: steps[index] ?? index }));
  }

  /** All but the last, which is the image itself. */
  async #lowerStates(): Promise<readonly ImageFiles[]> {
    const known = this.#layered ?? (await this.#openContent());
    if (known !== undefined) return filesOf(await known);
    const { prefixStates } = await import("./prefix-states.ts");
    this.#prefixes = prefixStates(this.#engine, this.#opened.image);
    try {
      return await this.#prefixes.states;
    } catch (error) {
      this.#engine.signal.throwIfAborted();
      if (!(error instanceof LumogateError)) throw error;
      this.#options.progress(
        "The engine does not show single layers, so it saves the image, and all of it is read.",
      );
      return filesOf(await this.#openLayered());
    }
  }

  #openLayered(): Promise<OpenImage> {
    return (this.#layered ??= this.#openContent().then((image) => image ?? this.#openSaved()));
  }

  #openContent(): Promise<OpenImage | undefined> {
    return (this.#content ??= import("./content/image.ts").then(({ openContentImage }) =>
      openContentImage(this.#engine, this.#opened.image, this.#options),
    ));
  }

  async #openSaved(): Promise<OpenImage> {
    const { saveImage } = await import("./save.ts");
    const { identity, diffIds } = this.#opened.image;
    const saved = await this.#options.openSaved({
      what: `${identity.reference} from the engine`,
      open: () => saveImage(this.#engine, identity),
    });
    const found = saved.layers.flatMap(({ diffId }) => diffId ?? []);
    if (found.join() === diffIds.join()) return saved;
    await saved.close();
    throw badAnswer(`GET /images/${identity.id}/get`, "it is another image than the one that was asked for");
  }
}

function stepsWithLayers(layers: readonly Layer[]): number[] {
  return layers.filter(({ empty }) => !empty).map(({ index }) => index);
}

async function filesOf(image: OpenImage): Promise<readonly ImageFiles[]> {
  const states = await historyOf(image).states({ trees: false });
  return states.slice(0, -1).map(({ files }) => files);
}

function historyOf({ history }: OpenImage): ImageHistory {
  if (history === undefined) throw new Error("an image of layers has no history");
  return history;
}
