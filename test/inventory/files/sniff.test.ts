import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sniff, SNIFF_BYTES } from "../../../src/inventory/files/sniff.ts";
import { requireManager } from "../../support/managers.ts";

const bytes = (...parts: (string | readonly number[])[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))),
  );

describe("sniff", () => {
  it.each([
    ["ELF", [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1], "elf"],
    ["Mach-O of 64 bits", [0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1, 3, 0, 0, 0, 2, 0, 0, 0], "mach-o"],
    ["Mach-O of a big-endian machine", [0xfe, 0xed, 0xfa, 0xce, 0, 0, 0, 18], "mach-o"],
    ["Mach-O for two processors", [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2], "mach-o"],
    ["a Java class", [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52], undefined],
    ["a script", [0x23, 0x21, 0x2f, 0x62], "script"],
    ["a script of two bytes", [0x23, 0x21], "script"],
    ["nothing", [], undefined],
    ["one byte of an ELF", [0x7f], undefined],
  ])("tells %s by its first bytes", (_, head, format) => {
    expect(sniff(bytes(head), "usr/bin/x").format).toBe(format);
  });

  it("tells a PE from a DOS program by its second header, and a DLL by its mark", () => {
    const dos = Buffer.alloc(0x100);
    dos.write("MZ");
    dos.writeUInt32LE(0x80, 0x3c);
    expect(sniff(dos, "x.exe")).toEqual({});
    dos.write("PE\0\0", 0x80, "latin1");
    expect(sniff(dos, "x.exe")).toEqual({ format: "pe" });
    dos.writeUInt16LE(0x2022, 0x80 + 22);
    expect(sniff(dos, "x.exe")).toEqual({ format: "pe", isLibrary: true });
  });

  it.each([
    ["a program with a fixed address", 2, 0x40_1000n, false],
    ["a program that can lie anywhere", 3, 0x1000n, false],
    ["a library", 3, 0n, true],
    ["an object, as kernel modules are", 1, 0n, true],
  ])("tells of an ELF that it is %s", (_, type, entry, isLibrary) => {
    for (const isLittle of [true, false]) {
      const view = new DataView(new ArrayBuffer(0x40));
      view.setUint32(0, 0x7f_45_4c_46);
      view.setUint16(4, isLittle ? 0x02_01 : 0x02_02);
      view.setUint16(16, type, isLittle);
      view.setBigUint64(24, entry, isLittle);
      const facts = sniff(new Uint8Array(view.buffer), "x");
      expect(facts).toEqual(isLibrary ? { format: "elf", isLibrary } : { format: "elf" });
    }
  });

  it.each([
    ["-----BEGIN RSA PRIVATE KEY-----\nMII", "rsa"],
    ["\ufeff\r\n\n  -----BEGIN PRIVATE KEY-----\r\nMII", "pkcs8"],
    ["-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII", "encrypted"],
    ["-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nxx", "pgp"],
    ["-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n-----BEGIN EC PRIVATE KEY-----\nM", "ec"],
    ["-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----\nx", "encrypted-cosign"],
    ["# my key\n#\n-----BEGIN DSA PRIVATE KEY-----\nMII", "dsa"],
    ["# created: 2026-01-01\n# public key: age1x\nAGE-SECRET-KEY-1XXXX", "age"],
    ["PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none", "putty"],
    ["---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nx", "ssh2"],
    ["SSH PRIVATE KEY FILE FORMAT 1.1\n\0", "ssh1"],
    ["untrusted comment: minisign encrypted secret key\nRWQ", "signify"],
    ["(21:protected-private-key(3:rsa", "gnupg"],
    ["Key: (protected-private-key (rsa", "gnupg"],
  ])("takes %j for a private key", (text, kind) => {
    expect(sniff(Buffer.from(text), "any/name").credential).toBe(`private-key/${kind}`);
  });

  it.each([
    ["a public key", "-----BEGIN PUBLIC KEY-----\nMII"],
    ["a certificate", "-----BEGIN CERTIFICATE-----\nMII"],
    ["a program's text that has a key in it", "const key = `\n-----BEGIN RSA PRIVATE KEY-----\nMII`"],
    ["a manual's", "To make a key:\n\n-----BEGIN RSA PRIVATE KEY-----\nMII"],
    ["a line that only begins like a key's", "-----BEGIN RSA PRIVATE KEY----- is the header"],
    ["minisign's public key", "untrusted comment: minisign public key\nRWQ"],
    ["a JSON that speaks of keys", '{"type": "service_account", "private_key": ""}'],
  ])("takes %s for none", (_, text) => {
    expect(sniff(Buffer.from(text), "any/name")).toEqual({});
  });

  it("tells a key of a Google account by its text", () => {
    const account = {
      type: "service_account",
      project_id: "p",
      private_key: "-----BEGIN PRIVATE KEY-----\nMII",
    };
    expect(sniff(Buffer.from(JSON.stringify(account, null, 2)), "app/x.json").credential).toBe(
      "service-account/google",
    );
  });

  it("looks at no more than a hundred thousand lines of comment take to pass", () => {
    const head = Buffer.from("#\n".repeat(SNIFF_BYTES / 2));
    const started = performance.now();
    for (let at = 0; at < 1000; at += 1) sniff(head, "x");
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

const toolsAreAbsent = requireManager("openssl", "ssh-keygen");

describe.skipIf(toolsAreAbsent !== "")(`keys as their own tools write them ${toolsAreAbsent}`, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "lumogate-keys-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (program: string, ...args: readonly string[]): Buffer =>
    execFileSync(program, args, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  const made =
    (file: string, program: string, ...args: readonly string[]): (() => Buffer) =>
    () => {
      run(program, ...args);
      return readFileSync(path.join(folder, file));
    };
  const self = ["req", "-x509", "-newkey", "rsa:2048", "-subj", "/CN=x", "-passout", "pass:x"];

  it.each([
    ["RSA of ssh", "private-key/openssh", made("r", "ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", "r")],
    [
      "Ed25519 of ssh",
      "private-key/openssh",
      made("d", "ssh-keygen", "-q", "-t", "ed25519", "-N", "word", "-f", "d"),
    ],
    [
      "ssh in PEM",
      "private-key/rsa",
      made("p", "ssh-keygen", "-q", "-t", "rsa", "-m", "PEM", "-N", "", "-f", "p"),
    ],
    ["RSA", "private-key/pkcs8", () => run("openssl", "genpkey", "-algorithm", "rsa")],
    ["PKCS#1", "private-key/rsa", () => run("openssl", "genrsa", "-traditional", "2048")],
    [
      "an elliptic curve with its parameters",
      "private-key/ec",
      () => run("openssl", "ecparam", "-name", "prime256v1", "-genkey"),
    ],
    [
      "an encrypted key",
      "private-key/encrypted",
      () => run("openssl", "genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:x"),
    ],
    [
      "a key with its numbers in front",
      "private-key/pkcs8",
      () => run("openssl", "genpkey", "-algorithm", "ed25519", "-text"),
    ],
    [
      "PKCS#8 of RSA in DER",
      "private-key/pkcs8",
      made(
        "r8.der",
        "sh",
        "-c",
        "openssl genrsa 2048 | openssl pkcs8 -topk8 -nocrypt -outform DER -out r8.der",
      ),
    ],
    [
      "PKCS#8 of Ed25519 in DER",
      "private-key/pkcs8",
      () => run("openssl", "genpkey", "-algorithm", "ed25519", "-outform", "DER"),
    ],
    [
      "PKCS#8 of P-384 in DER",
      "private-key/pkcs8",
      made(
        "e8.der",
        "sh",
        "-c",
        "openssl ecparam -name secp384r1 -genkey | openssl pkcs8 -topk8 -nocrypt -outform DER -out e8.der",
      ),
    ],
    [
      "PKCS#1 in DER",
      "private-key/rsa",
      made("t.der", "sh", "-c", "openssl genrsa 4096 | openssl rsa -traditional -outform DER -out t.der"),
    ],
    [
      "SEC 1 in DER",
      "private-key/ec",
      made(
        "e.der",
        "sh",
        "-c",
        "openssl ecparam -name prime256v1 -genkey -noout | openssl ec -outform DER -out e.der",
      ),
    ],
    [
      "PKCS#12",
      "private-key/pkcs12",
      made(
        "k.p12",
        "sh",
        "-c",
        "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -keyout k.pem -out c.pem && openssl pkcs12 -export -inkey k.pem -in c.pem -passout pass:x -out k.p12",
      ),
    ],
    [
      "what PKCS#12 was unpacked to",
      "private-key/pkcs8",
      made("u.pem", "sh", "-c", "openssl pkcs12 -in k.p12 -passin pass:x -nodes -nocerts -out u.pem"),
    ],
  ])("%s", (_, credential, make) => {
    expect(sniff(make().subarray(0, SNIFF_BYTES), "any/name")).toEqual({ credential });
  });

  it.each([
    ["a public key", () => run("openssl", "pkey", "-in", "k.pem", "-pubout")],
    ["a public key in DER", () => run("openssl", "pkey", "-in", "k.pem", "-pubout", "-outform", "DER")],
    [
      "a public key of PKCS#1 in DER",
      () => run("openssl", "rsa", "-in", "k.pem", "-RSAPublicKey_out", "-outform", "DER"),
    ],
    ["a public key of ssh", () => readFileSync(path.join(folder, "d.pub"))],
    ["a certificate in DER", () => run("openssl", "x509", "-in", "c.pem", "-outform", "DER")],
    [
      "a request to be certified",
      () => run("openssl", ...self.slice(0, 1), "-new", "-key", "k.pem", "-subj", "/CN=x"),
    ],
    [
      "PKCS#12 of certificates only",
      made(
        "c.p12",
        "openssl",
        "pkcs12",
        "-export",
        "-nokeys",
        "-in",
        "c.pem",
        "-passout",
        "pass:x",
        "-out",
        "c.p12",
      ),
    ],
  ])("%s is none", (_, make) => {
    expect(sniff(make().subarray(0, SNIFF_BYTES), "any/name")).toEqual({});
  });
});
