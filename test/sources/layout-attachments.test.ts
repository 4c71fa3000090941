import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import type { BlobStore } from "../../src/oci/blob-store.ts";
import type { Descriptor } from "../../src/oci/documents/descriptor.ts";
import { artifactsInLayout } from "../../src/sources/layout-artifacts.ts";

const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;
const IMAGE = digestOf("a");
const TAG = IMAGE.replace(":", "-");
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const NAME = "org.opencontainers.image.ref.name";

/** A manifest in a layout: what it is called there, and what it says. */
interface Listed {
  readonly letter: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly document?: object;
  readonly size?: number;
  /** Left out: it is there. */
  readonly isAbsent?: boolean;
}

function descriptorOf({ letter, annotations = {}, size = 10 }: Listed): Descriptor {
  return {
    mediaType: MANIFEST,
    digest: digestOf(letter),
    size,
    annotations: new Map(Object.entries(annotations)),
    isForeign: false,
  };
}

/** @returns the letters of what is found beside the image */
async function found(...listed: readonly Listed[]): Promise<string[]> {
  const documents = new Map(
    listed.map((one) => [
      digestOf(one.letter),
      Buffer.from(JSON.stringify({ letter: one.letter, ...one.document })),
    ]),
  );
  const store: BlobStore = {
    what: "layout",
    has: ({ digest }) =>
      Promise.resolve(!listed.some((one) => one.isAbsent === true && digestOf(one.letter) === digest)),
    document: ({ digest }) => Promise.resolve(documents.get(digest) ?? Buffer.from("{}")),
    layer: () => {
      throw new Error("a layer was read");
    },
  };
  const artifacts = await artifactsInLayout(store, listed.map(descriptorOf), IMAGE);
  return [...documents].flatMap(([digest, bytes]) =>
    artifacts.some((one) => Buffer.from(one).equals(bytes)) ? (digest[7] ?? "") : [],
  );
}

const about = (letter: string): object => ({
  subject: { mediaType: MANIFEST, digest: digestOf(letter), size: 1 },
});

describe("what is attached to an image in a layout", () => {
  it("has the tags that cosign gave it in a registry", async () => {
    expect(
      await found(
        { letter: "a", annotations: { [NAME]: "1" } },
        { letter: "b", annotations: { [NAME]: `${TAG}.sig` } },
        { letter: "c", annotations: { [NAME]: `registry.example:5000/app:${TAG}.att` } },
        { letter: "d", annotations: { [NAME]: `${digestOf("e").replace(":", "-")}.sig` } },
      ),
    ).toEqual(["b", "c"]);
  });

  it("is what cosign calls so where it saves an image", async () => {
    expect(
      await found(
        { letter: "b", annotations: { kind: "dev.cosignproject.cosign/sigs" } },
        { letter: "c", annotations: { kind: "dev.cosignproject.cosign/atts" } },
        { letter: "d", annotations: { kind: "dev.cosignproject.cosign/image" } },
      ),
    ).toEqual(["b", "c"]);
  });

  it("says that it is about the image", async () => {
    expect(
      await found(
        { letter: "b", document: about("a") },
        { letter: "c", document: about("f") },
        { letter: "d", document: about("a"), isAbsent: true },
      ),
    ).toEqual(["b"]);
  });

  it("is what the list under the image's tag has", async () => {
    const list = { manifests: [{ mediaType: MANIFEST, digest: digestOf("c"), size: 10 }] };
    expect(
      await found({ letter: "b", annotations: { [NAME]: TAG }, document: list }, { letter: "c" }),
    ).toEqual(["c"]);
  });

  it("is not looked for among manifests without end", async () => {
    await expect(found({ letter: "b", size: LIMITS.manifestsBytes + 1 })).rejects.toMatchObject({
      code: "image.limit",
    });
  });
});
