import { X509Certificate } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { readBounded } from "../credentials/bounded-file.ts";
import { type Environment, homeDirectory } from "../credentials/docker-config.ts";
import { LIMITS } from "../limits.ts";
import { isErrno, LumogateError, messageOf, systemReason } from "../model/error.ts";

export interface TrustOptions {
  /** A PEM file with authorities besides the system's. */
  readonly caFile?: string;
  readonly env: Environment;
}

/**
 * Whom connections trust, and what they show: the authorities of the system, of the user, and those that docker or podman keep
 * for a registry. Read when a connection needs it, since 150 authorities take 25 ms.
 */
export class Trust {
  readonly #host: string;
  readonly #options: TrustOptions;
  #certificates: Promise<Certificates> | undefined;
  readonly #contexts = new Map<boolean, SecureContext>();

  /** @param host of the registry, with its port, as it stands in references */
  constructor(host: string, options: TrustOptions) {
    this.#host = host;
    this.#options = options;
  }

  /**
   * @param isRegistry false for a token service or storage, which it leads to: they have the same trust, and are shown no certificate
   * @throws LumogateError `registry.certificates`
   */
  async context(isRegistry: boolean): Promise<SecureContext> {
    this.#certificates ??= readCertificates(this.#host, this.#options);
    const { ca, cert, key } = await this.#certificates;
    const context = this.#contexts.get(isRegistry) ?? this.#create(isRegistry ? { ca, cert, key } : { ca });
    this.#contexts.set(isRegistry, context);
    return context;
  }

  #create(certificates: Partial<Certificates>): SecureContext {
    try {
      return createSecureContext(certificates);
    } catch (cause) {
      throw unusable(`The certificates kept for ${this.#host} cannot be used: ${messageOf(cause)}`, cause);
    }
  }
}

/** For a connection; empty for one without TLS. */
export interface TlsOptions {
  readonly secureContext?: SecureContext;
}

interface Certificates {
  readonly ca: string[];
  readonly cert: string[];
  readonly key: string[];
}

async function readCertificates(host: string, options: TrustOptions): Promise<Certificates> {
  const [common, own] = await Promise.all([commonAuthorities(options), hostCertificates(host, options.env)]);
  return { ...own, ca: [...common, ...own.ca] };
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

/**
 * docker's and podman's folders for a host: authorities in `*.crt`, and pairs of `*.cert` and `*.key` to show
 * (containers-certs.d(5)).
 */
async function hostCertificates(host: string, env: Environment): Promise<Certificates> {
  const home = path.join(homeDirectory(env), ".config");
  const roots = [path.join(home, "containers"), path.join(home, "docker"), "/etc/containers", "/etc/docker"];
  const found: Certificates = { ca: [], cert: [], key: [] };
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

/** @returns undefined where there is no such file */
async function readPem(file: string): Promise<string | undefined> {
  const bytes = await readBounded(file, LIMITS.certificateBytes).catch((cause: unknown) => {
    throw unusable(`${file} cannot be read: ${systemReason(cause)}`, cause);
  });
  if (bytes !== undefined && bytes.length > LIMITS.certificateBytes)
    throw unusable(`${file} is larger than ${LIMITS.certificateBytes} bytes (limit certificateBytes)`);
  return bytes?.toString("latin1");
}

function unusable(clause: string, cause?: unknown): LumogateError {
  return new LumogateError("registry.certificates", `${clause}.`, {
    hint: "Look at --registry-ca, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, and the folders certs.d of docker and containers.",
    cause,
  });
}
