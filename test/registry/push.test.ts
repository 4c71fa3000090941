import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import { parseReference } from "../../src/reference.ts";
import { pushArtifact } from "../../src/registry/push.ts";
import {
  fakeRegistry,
  type FakeRegistry,
  inTurn,
  type Routes,
  status,
  testTiming,
} from "../support/fake-registry.ts";

const BYTES = Buffer.from("a policy");
const digestOf = (bytes: Buffer): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const MANIFEST = Buffer.from('{"schemaVersion":2}');
const BLOB = { digest: digestOf(BYTES), bytes: BYTES };
const TYPE = "application/vnd.oci.image.manifest.v1+json";

const [HEAD, POST] = [`HEAD /v2/app/blobs/${BLOB.digest}`, "POST /v2/app/blobs/uploads/"];
const PUT = `PUT /v2/app/blobs/uploads/7?state=x&digest=${encodeURIComponent(BLOB.digest)}`;
const PUT_MANIFEST = "PUT /v2/app/manifests/1";

const taking: Routes = {
  [POST]: status(202, { location: "/v2/app/blobs/uploads/7?state=x" }),
  [PUT]: status(201),
  [PUT_MANIFEST]: status(201, { "docker-content-digest": digestOf(MANIFEST) }),
};

/** Pushes one blob and its manifest. @returns the error, if any */
async function push(registry: FakeRegistry): Promise<LumogateError | undefined> {
  const reference = parseReference(`${registry.host}/app:1`);
  if (reference.kind === "id") throw new Error("an ID");
  const context = {
    plainHttp: [registry.host],
    env: { HOME: "/nonexistent" },
    signal: new AbortController().signal,
    progress: () => {},
    timing: testTiming(),
  };
  const pushed = { manifest: MANIFEST, mediaType: TYPE, digest: digestOf(MANIFEST), blobs: [BLOB] };
  try {
    await pushArtifact(reference, pushed, context);
    return undefined;
  } catch (error) {
    if (error instanceof LumogateError) return error;
    throw error;
  }
}

describe("a push", () => {
  test("puts each blob where the registry says, and the manifest last, under its type", async () => {
    const registry = await fakeRegistry({ routes: taking });
    expect(await push(registry)).toBeUndefined();
    expect(registry.calls()).toEqual([HEAD, POST, PUT, PUT_MANIFEST]);
    expect(registry.asked.at(-1)?.headers["content-type"]).toBe(TYPE);
  });

  test("does not put what is there already", async () => {
    const registry = await fakeRegistry({ routes: { ...taking, [HEAD]: status(200) } });
    expect(await push(registry)).toBeUndefined();
    expect(registry.calls()).toEqual([HEAD, PUT_MANIFEST]);
  });

  test("begins a blob anew where the registry failed in the middle of it", async () => {
    const registry = await fakeRegistry({ routes: { ...taking, [PUT]: inTurn(status(503), status(201)) } });
    expect(await push(registry)).toBeUndefined();
    expect(registry.calls()).toEqual([HEAD, POST, PUT, HEAD, POST, PUT, PUT_MANIFEST]);
  });

  test.each<[string, Routes, string, string]>([
    ["the registry lets nobody push", { [POST]: status(403) }, "registry.forbidden", "may push there"],
    ["the registry takes no pushes at all", { [POST]: status(405) }, "registry.protocol", ""],
    [
      "an upload is sent to another host without TLS",
      { [POST]: status(202, { location: "http://203.0.113.1/u" }) },
      "registry.redirect-refused",
      "--plain-http",
    ],
    ["an upload has no place", { [POST]: status(202) }, "registry.protocol", ""],
    ["the blob is redirected", { [PUT]: status(307, { location: "/elsewhere" }) }, "registry.protocol", ""],
    [
      "what was stored has another digest",
      { [PUT_MANIFEST]: status(201, { "docker-content-digest": digestOf(BYTES) }) },
      "registry.digest",
      "",
    ],
  ])("fails where %s", async (_, routes, code, hint) => {
    const error = await push(await fakeRegistry({ routes: { ...taking, ...routes } }));
    expect(error).toMatchObject({ code, hint: expect.stringContaining(hint) as string });
  });

  test("asks for a token to push with", async () => {
    const tokens = await fakeRegistry({ routes: { "GET /token*": status(200, {}, '{"token":"t"}') } });
    const asks = status(401, { "www-authenticate": `Bearer realm="http://${tokens.host}/token"` });
    const registry = await fakeRegistry({ routes: { ...taking, [HEAD]: inTurn(asks, status(404)) } });
    expect(await push(registry)).toBeUndefined();
    expect(decodeURIComponent(tokens.calls()[0] ?? "")).toContain("scope=repository:app:pull,push");
    expect(registry.asked.at(-1)?.headers.authorization).toBe("Bearer t");
  });
});
