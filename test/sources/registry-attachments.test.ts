import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import type { Attachment, Attachments } from "../../src/model/attachments.ts";
import { findInRegistry } from "../../src/sources/registry.ts";
import {
  type Blob,
  blob,
  CONFIG,
  descriptor,
  type FakeRegistry,
  fakeImage,
  fakeRegistry,
  give,
  INDEX,
  inTurn,
  MANIFEST,
  type Routes,
  status,
  testTiming,
} from "../support/fake-registry.ts";
import { sourceContext } from "../support/source-context.ts";

const BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json";
const image = fakeImage();
const { digest } = image.manifest;
const tag = digest.replace(":", "-");
const REFERRERS = `GET /v2/app/referrers/${digest}`;

/** An artifact of one document. */
function artifact(type: string, content: string): { manifest: Blob; document: Blob; routes: Routes } {
  const document = blob(type, content);
  const manifest = blob(MANIFEST, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptor(blob(CONFIG, "{}")),
    layers: [descriptor(document)],
  });
  const routes = {
    [`GET /v2/app/manifests/${manifest.digest}`]: give(manifest),
    [`GET /v2/app/blobs/${document.digest}`]: give(document),
  };
  return { manifest, document, routes };
}

const index = (...manifests: readonly object[]): Blob =>
  blob(INDEX, { schemaVersion: 2, mediaType: INDEX, manifests });

async function attachments(routes: Routes): Promise<{ attached: Attachments; registry: FakeRegistry }> {
  const registry = await fakeRegistry({ image, routes });
  const context = sourceContext({ registry: { plainHttp: [registry.host] } });
  const [found] = await findInRegistry(`${registry.host}/app:1`, context, testTiming());
  const opened = await found?.open();
  await opened?.close();
  if (opened?.attachments === undefined) throw new Error("nothing can be attached to it");
  return { attached: await opened.attachments(), registry };
}

const list = async (routes: Routes): Promise<readonly Attachment[]> =>
  (await attachments(routes)).attached.list();

const types = async (routes: Routes): Promise<string[]> =>
  (await list(routes)).map(({ mediaType }) => mediaType);

const one = artifact(BUNDLE, "one");
const two = artifact(BUNDLE, "two");

describe("what is attached to an image in a registry", () => {
  it("is nothing, where the registry has none of it", async () => {
    const { attached, registry } = await attachments({});
    expect(await attached.list()).toEqual([]);
    expect(attached.subjects).toEqual([digest]);
    expect(registry.calls().filter((call) => call.includes(tag) || call.includes("referrers"))).toEqual([
      `GET /v2/app/manifests/${tag}.sig`,
      `GET /v2/app/manifests/${tag}.att`,
      REFERRERS,
      `GET /v2/app/manifests/${tag}`,
    ]);
  });

  it("is what cosign's tags lead to", async () => {
    const signature = artifact(SIMPLE, "payload");
    const [only] = await list({
      ...signature.routes,
      [`GET /v2/app/manifests/${tag}.sig`]: give(signature.manifest),
    });
    expect(only).toMatchObject({ mediaType: SIMPLE, digest: signature.document.digest, subject: digest });
    expect(Buffer.from((await only?.read()) ?? []).toString()).toBe("payload");
  });

  it("is what the registry lists as referrers, page by page", async () => {
    const next = { link: `</v2/app/referrers/${digest}?last=1>; rel="next"` };
    const routes = {
      ...one.routes,
      ...two.routes,
      [REFERRERS]: give(index(descriptor(one.manifest)), next),
      [`${REFERRERS}?last=1`]: give(index(descriptor(two.manifest))),
    };
    expect((await list(routes)).map(({ digest: each }) => each)).toEqual([
      one.document.digest,
      two.document.digest,
    ]);
  });

  it.each([404, 400, 405, 406, 501])(
    "is what a tag lists, where the registry has no list: status %i",
    async (code) => {
      const routes = {
        ...one.routes,
        [REFERRERS]: status(code),
        [`GET /v2/app/manifests/${tag}`]: give(index(descriptor(one.manifest))),
      };
      expect(await types(routes)).toEqual([BUNDLE]);
    },
  );

  it("is not what is of another kind: it is not even asked for", async () => {
    const other = { ...descriptor(one.manifest), artifactType: "application/spdx+json" };
    const empty = { ...descriptor(two.manifest), artifactType: "application/vnd.oci.empty.v1+json" };
    expect(await types({ ...two.routes, [REFERRERS]: give(index(other, empty)) })).toEqual([BUNDLE]);
  });

  it("is BuildKit's attestation, which the index has beside the image", async () => {
    const attestation = artifact("application/vnd.in-toto+json", "{}");
    const annotations = {
      "vnd.docker.reference.type": "attestation-manifest",
      "vnd.docker.reference.digest": digest,
    };
    const unknown = { os: "unknown", architecture: "unknown" };
    const whole = index(
      { ...descriptor(image.manifest), platform: { os: "linux", architecture: "amd64" } },
      { ...descriptor(attestation.manifest), platform: unknown, annotations },
    );
    const { attached } = await attachments({
      ...attestation.routes,
      "GET /v2/app/manifests/1": give(whole),
    });
    expect(attached.subjects).toEqual([digest, whole.digest]);
    expect((await attached.list()).map(({ mediaType }) => mediaType)).toEqual([
      "application/vnd.in-toto+json",
    ]);
  });
});

describe("who signed it cannot be told", () => {
  it.each<[string, Routes, string]>([
    [
      "where signatures are forbidden",
      { [`GET /v2/app/manifests/${tag}.sig`]: status(403) },
      "registry.forbidden",
    ],
    [
      "where attestations fail",
      { [`GET /v2/app/manifests/${tag}.att`]: status(500) },
      "registry.unavailable",
    ],
    ["where the list fails", { [REFERRERS]: status(503) }, "registry.unavailable"],
    ["where the list is forbidden", { [REFERRERS]: status(403) }, "registry.forbidden"],
    ["where the list wants a login", { [REFERRERS]: status(401) }, "registry.unauthorized"],
    [
      "where the list is a page for people",
      { [REFERRERS]: give(blob("text/html", "<p>")) },
      "registry.protocol",
    ],
    ["where the list is no JSON", { [REFERRERS]: give(blob(INDEX, "<p>")) }, "manifest.malformed"],
    [
      "where the list is an object without end",
      { [REFERRERS]: give(blob(INDEX, { manifests: {} })) },
      "manifest.malformed",
    ],
    [
      "where the next page is of another list",
      {
        [REFERRERS]: give(index(descriptor(one.manifest)), {
          link: '</v2/app/referrers/sha256:00?a=1>; rel="next"',
        }),
        ...one.routes,
      },
      "registry.protocol",
    ],
    [
      "where a page is empty, and not the last",
      { [REFERRERS]: give(index(), { link: `</v2/app/referrers/${digest}?a=1>; rel="next"` }) },
      "registry.protocol",
    ],
    [
      "where what is listed is not there",
      { [REFERRERS]: give(index(descriptor(one.manifest))) },
      "registry.not-found",
    ],
    [
      "where there are too many",
      {
        [REFERRERS]: give(
          index(...Array.from({ length: LIMITS.attachments + 1 }, () => descriptor(one.manifest))),
        ),
      },
      "image.limit",
    ],
    [
      "where they are too large",
      {
        [`GET /v2/app/manifests/${tag}.sig`]: give(
          blob(MANIFEST, { layers: [{ ...descriptor(one.document), size: LIMITS.attachmentsBytes + 1 }] }),
        ),
      },
      "image.limit",
    ],
    [
      "where a manifest has no list of layers",
      { [`GET /v2/app/manifests/${tag}.sig`]: give(blob(MANIFEST, { layers: {} })) },
      "manifest.malformed",
    ],
  ])("%s", async (_why, routes, code) => {
    await expect(list(routes)).rejects.toMatchObject({ code });
  });

  it("where pages go on for ever", async () => {
    const page = give(index(descriptor(one.manifest)), {
      link: `</v2/app/referrers/${digest}?a=1>; rel="next"`,
    });
    await expect(list({ [REFERRERS]: page, [`${REFERRERS}?a=1`]: page })).rejects.toMatchObject({
      code: "image.limit",
    });
  });

  it("is not said of a registry that fails once", async () => {
    const routes = { ...one.routes, [REFERRERS]: inTurn(status(503), give(index(descriptor(one.manifest)))) };
    expect(await types(routes)).toEqual([BUNDLE]);
  });

  it("where the document itself is another one", async () => {
    const routes = {
      ...one.routes,
      [REFERRERS]: give(index(descriptor(one.manifest))),
      [`GET /v2/app/blobs/${one.document.digest}`]: give(blob(BUNDLE, "onE")),
    };
    const [only] = await list(routes);
    await expect(only?.read()).rejects.toMatchObject({ code: "blob.digest" });
  });
});
