import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import { debStanza } from "../../support/image.ts";
import { directory, file, symlink, type TarMember } from "../../support/tar.ts";
import { notableOf } from "./notable-of.ts";

// Two that Node itself brings.
const [ca = "", cert = ""] = rootCertificates;
const subject = (pem: string): string => new X509Certificate(pem).subject.split("\n").toReversed().join(", ");

const OWNED = "usr/share/ca-certificates/mozilla/one.crt";
/** A Debian whose package brought the authority `ca`. */
const debian: readonly TarMember[] = [
  file("var/lib/dpkg/status", debStanza("ca-certificates")),
  file("var/lib/dpkg/info/ca-certificates.list", `/${OWNED}\n`),
  file(OWNED, ca),
];
const authorities = async (...members: TarMember[]): Promise<string[]> =>
  (await notableOf([...debian, ...members])).lines;

describe("authorities besides the system's", () => {
  it("are none where a system is as it was made", async () => {
    expect(
      await authorities(
        symlink("etc/ssl/certs/one.pem", `/${OWNED}`),
        symlink("etc/ssl/certs/0123abcd.0", "one.pem"),
        file("etc/ssl/certs/ca-certificates.crt", ca),
        file("etc/ssl/certs/java/cacerts", "\u00fe\u00ed"),
      ),
    ).toEqual([]);
  });

  it.each([
    "usr/local/share/ca-certificates/deep/own.crt",
    "usr/share/ca-certificates/own/own.crt",
    "etc/pki/ca-trust/source/anchors/own.pem",
    "etc/pki/ca-trust/source/own.p11-kit",
    "usr/share/pki/ca-trust-source/anchors/own",
    "etc/pki/trust/anchors/own.pem",
    "etc/ca-certificates/trust-source/anchors/own.crt",
    "etc/ssl/certs/own.pem",
    "etc/ssl/certs/0123abcd.0",
  ])("are found in /%s", async (name) => {
    expect(await authorities(file(name, cert))).toEqual([`ca-certificate /${name} ${subject(cert)}`]);
  });

  it("are told once, where they were put, and not where tools copied them to", async () => {
    expect(
      await authorities(
        file("usr/local/share/ca-certificates/own.crt", cert),
        symlink("etc/ssl/certs/own.pem", "/usr/local/share/ca-certificates/own.crt"),
        symlink("etc/ssl/certs/0123abcd.0", "own.pem"),
        file("etc/ssl/certs/ca-certificates.crt", `${ca}\n${cert}\n`),
      ),
    ).toEqual([`ca-certificate /usr/local/share/ca-certificates/own.crt ${subject(cert)}`]);
  });

  it("are found in the list of all if they are nowhere else", async () => {
    expect(await authorities(file("etc/ssl/certs/ca-certificates.crt", `${ca}\n${cert}\n`))).toEqual([
      `ca-certificate /etc/ssl/certs/ca-certificates.crt ${subject(cert)}`,
    ]);
  });

  it("are found behind a link, in whatever form", async () => {
    const der = Buffer.from(new X509Certificate(cert).raw);
    expect(
      await authorities(symlink("etc/ssl/certs/own.pem", "/opt/own.der"), file("opt/own.der", der)),
    ).toEqual([`ca-certificate /opt/own.der ${subject(cert)}`]);
  });

  it("are no copies of the system's, nor what is no certificate", async () => {
    expect(
      await authorities(
        file("etc/ssl/certs/copy.pem", ca.replaceAll("\n", "\r\n")),
        file("etc/pki/ca-trust/source/anchors/README", "Put authorities here."),
        directory("etc/ssl/certs/folder.pem"),
        symlink("etc/ssl/certs/gone.pem", "/gone"),
      ),
    ).toEqual([]);
  });

  it("are told without a subject where they cannot be read", async () => {
    const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    expect(await authorities(file("usr/local/share/ca-certificates/x.crt", broken))).toEqual([
      "ca-certificate /usr/local/share/ca-certificates/x.crt",
    ]);
  });

  it("make a gap where a file is too large to be read", async () => {
    const { gaps } = await notableOf([
      ...debian,
      file("usr/local/share/ca-certificates/x.crt", Buffer.alloc(LIMITS.certificateBytes + 1)),
    ]);
    expect(gaps).toMatchObject([{ code: "files.limit", path: "/usr/local/share/ca-certificates/x.crt" }]);
  });
});
