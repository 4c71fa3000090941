import { X509Certificate } from "node:crypto";
import { open, readdir } from "node:fs/promises";
import path from "node:path";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { type Environment, homeDirectory } from "../credentials/docker-config.ts";
import { LIMITS } from "../limits.ts";
import { isErrno, LumogateError, messageOf, systemReason } from "../model/error.ts";

export interface TrustOptions {
  /** A PEM file with authorities besides the system's. */
  readonly caFile?: string;
  readonly env: Environment;
}

/** Whom connections trust, and what they show. */
export interface Trust {
  /** For the registry itself, which may want to see a certificate of ours. */
  readonly registry: SecureContext;
  /** For token services and storage that a registry leads to: the same trust, and nothing to show. */
  readonly others: SecureContext;
}

/**
 * The authorities of the system, of the user, and those that docker or podman keep for a registry.
 *
 * @param host with its port, as it stands in references
 * @throws LumogateError `registry.certificates`
 */
export async function readTrust(host: string, options: TrustOptions): Promise<Trust> {
  const [common, own] = await Promise.all([commonAuthorities(options), hostCertificates(host, options.env)]);
  const ca = [...common, ...own.ca];
  try {
    return {
      registry: createSecureContext({ ca, cert: own.cert, key: own.key }),
      others: createSecureContext({ ca }),
    };
  } catch (cause) {
    throw unusable(`The certificates kept for ${host} cannot be used: ${messageOf(cause)}`, cause);
  }
}

/** Where systems keep all their authorities in one file, as Go's programs look for it (crypto/x509, root_linux.go). */
const SYSTEM_FILES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

async function commonAuthorities({ caFile, env }: TrustOptions): Promise<string[]> {
  const { SSL_CERT_FILE: instead, NODE_EXTRA_CA_CERTS: extra } = env;
  const given = [caFile, extra].flatMap((file) => (file ? [readAuthorities(file)] : []));
  const own = await Promise.all(given);
  return [...(instead ? [await readAuthorities(instead)] : await systemAuthorities()), ...own];
}

async function systemAuthorities(): Promise<string[]> {
  for (const file of SYSTEM_FILES) {
    const pem = await readPem(file);
    if (pem !== undefined) return [pem];
  }
  return [...rootCertificates];
}

/** TLS would take a file without a certificate, and trust nobody more for it. */
async function readAuthorities(file: string): Promise<string> {
  const pem = await readPem(file);
  if (pem === undefined) throw unusable(`The file of authorities ${file} does not exist`);
  if (hasCertificate(pem)) return pem;
  throw unusable(`The file of authorities ${file} holds no certificate in PEM`);
}

function hasCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

interface HostCertificates {
  readonly ca: string[];
  readonly cert: string[];
  readonly key: string[];
}

/**
 * docker's and podman's folders for a host: authorities in `*.crt`, and pairs of `*.cert` and `*.key` to show
 * (containers-certs.d(5)).
 */
async function hostCertificates(host: string, env: Environment): Promise<HostCertificates> {
  const home = path.join(homeDirectory(env), ".config");
  const roots = [path.join(home, "containers"), path.join(home, "docker"), "/etc/containers", "/etc/docker"];
  const found: HostCertificates = { ca: [], cert: [], key: [] };
  for (const root of roots) {
    const folder = path.join(root, "certs.d", host);
    for (const name of (await namesIn(folder)).toSorted()) {
      const read = async (file: string): Promise<string> => (await readPem(path.join(folder, file))) ?? "";
      if (name.endsWith(".crt")) found.ca.push(await read(name));
      if (!name.endsWith(".cert")) continue;
      found.cert.push(await read(name));
      found.key.push(await read(`${name.slice(0, -".cert".length)}.key`));
    }
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (isErrno(cause, "ENOENT") || isErrno(cause, "ENOTDIR")) return [];
    throw unusable(`The folder of certificates ${folder} cannot be read: ${systemReason(cause)}`, cause);
  }
}

/** undefined where there is no such file */
async function readPem(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, "r");
    try {
      const buffer = Buffer.alloc(LIMITS.certificateBytes + 1);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      if (bytesRead > LIMITS.certificateBytes)
        throw unusable(`${file} is larger than ${LIMITS.certificateBytes} bytes (limit certificateBytes)`);
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof LumogateError) throw cause;
    if (isErrno(cause, "ENOENT") || isErrno(cause, "ENOTDIR")) return undefined;
    throw unusable(`${file} cannot be read: ${systemReason(cause)}`, cause);
  }
}

function unusable(clause: string, cause?: unknown): LumogateError {
  return new LumogateError("registry.certificates", `${clause}.`, {
    hint: "Look at --registry-ca, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, and the folders certs.d of docker and containers.",
    cause,
  });
}
