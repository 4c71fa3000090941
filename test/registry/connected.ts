import { readFileSync } from "node:fs";
import type https from "node:https";
import path from "node:path";
import { LumogateError } from "../../src/model/error.ts";
import type { RegistryContext } from "../../src/registry/client.ts";
import { Repository } from "../../src/registry/repository.ts";
import { fakeRegistry, type Handler, testTiming } from "../support/fake-registry.ts";

/** A key and a certificate for localhost that signs itself, and used for nothing else. */
export const CERTIFICATES = path.resolve(import.meta.dirname, "../engine/fixtures");
export const PEM = {
  key: readFileSync(path.join(CERTIFICATES, "key.pem")),
  cert: readFileSync(path.join(CERTIFICATES, "cert.pem")),
};
export const CA = path.join(CERTIFICATES, "ca.pem");

/** @returns the code and the words of why `app:1` could not be resolved, or nothing */
export async function failure(
  domain: string,
  context: Partial<RegistryContext> = {},
): Promise<string | undefined> {
  const reference = { domain, path: "app", tag: "1" };
  const repository = new Repository(reference, {
    plainHttp: [],
    signal: new AbortController().signal,
    progress: () => undefined,
    timing: testTiming(),
    ...context,
    env: { HOME: "/nonexistent", ...context.env },
  });
  const error: unknown = await repository.resolve(reference).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error === undefined) return undefined;
  if (!(error instanceof LumogateError)) throw error;
  return `${error.code}: ${error.message} ${error.hint ?? ""}`;
}

/** The domain of a registry behind TLS. */
export async function tlsRegistry(options: https.ServerOptions = {}, answer?: Handler): Promise<string> {
  const routes = answer === undefined ? {} : { "GET /v2/app/manifests/1*": answer };
  const { host } = await fakeRegistry({ tls: { ...PEM, ...options }, routes });
  return host.replace("127.0.0.1", "localhost");
}
