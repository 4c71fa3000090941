import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { bits, boolean, der, integer, octets, oid, sequence, text, time } from "./der.ts";

/** A certificate and the key that it is for. */
export interface Certified {
  /** DER. */
  readonly certificate: Buffer;
  readonly key: KeyObject;
  readonly name: string;
}

export interface CertificateOptions {
  readonly name: string;
  readonly from: Date;
  readonly until: Date;
  /** Left out: it signs itself. */
  readonly issuer?: Certified;
  readonly isAuthority?: boolean;
  /** A URI; left out: it has none. */
  readonly identity?: string;
  /** OIDs of extended key usages. */
  readonly uses?: readonly string[];
  /** Fulcio's extension; left out: it has none. */
  readonly oidcIssuer?: string;
}

export const CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
export const SERVER = "1.3.6.1.5.5.7.3.1";
/** Fulcio's own arc: 1.8 is the OIDC issuer. */
const OIDC_ISSUER = "1.3.6.1.4.1.57264.1.8";

/** An X.509 certificate (RFC 5280) of ECDSA over P-256. */
export function certify(options: CertificateOptions): Certified {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { name, from, until, issuer } = options;
  const spki = publicKey.export({ type: "spki", format: "der" });
  const issuerKey = issuer?.key ?? privateKey;
  const issuerName = issuer?.name ?? name;
  const body = sequence(
    der(0xa0, integer(2)),
    integer(1, ...createHash("sha256").update(spki).digest().subarray(0, 8)),
    ECDSA_SHA256,
    distinguished(issuerName),
    sequence(time(from), time(until)),
    distinguished(name),
    spki,
    der(0xa3, sequence(...extensionsOf(options))),
  );
  const signature = sign("sha256", body, issuerKey);
  return { certificate: sequence(body, ECDSA_SHA256, bits(signature)), key: privateKey, name };
}

const ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));

function distinguished(name: string): Buffer {
  return sequence(der(0x31, sequence(oid("2.5.4.3"), text(name))));
}

function extensionsOf({
  isAuthority = false,
  identity,
  uses = [],
  oidcIssuer,
}: CertificateOptions): Buffer[] {
  const usage = isAuthority ? Buffer.from([0x01, 0x06]) : Buffer.from([0x07, 0x80]);
  return [
    extension("2.5.29.19", sequence(...(isAuthority ? [boolean(true)] : []))),
    extension("2.5.29.15", der(0x03, usage)),
    ...(uses.length === 0 ? [] : [extension("2.5.29.37", sequence(...uses.map((use) => oid(use))))]),
    ...(identity === undefined ? [] : [extension("2.5.29.17", sequence(der(0x86, Buffer.from(identity))))]),
    ...(oidcIssuer === undefined ? [] : [extension(OIDC_ISSUER, text(oidcIssuer), false)]),
  ];
}

function extension(id: string, value: Uint8Array, isCritical = true): Buffer {
  return sequence(oid(id), ...(isCritical ? [boolean(true)] : []), octets(value));
}

export function pem(certificate: Uint8Array): string {
  const lines =
    Buffer.from(certificate)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
