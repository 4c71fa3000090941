import { describe, expect, it } from "vitest";
import { findSystem } from "../../../src/inventory/system/os.ts";
import { LIMITS } from "../../../src/limits.ts";
import { ALPINE_OS_RELEASE, DEBIAN_OS_RELEASE, imageOf } from "../../support/image.ts";
import { directory, file, symlink, type TarMember } from "../../support/tar.ts";

async function systemOf(...layer: TarMember[]) {
  const { os, gaps } = await findSystem((await imageOf([layer])).files);
  return { os, gaps: gaps.map(({ code, path, affects }) => `${code} ${path} ${affects.join()}`) };
}

describe("the system", () => {
  it("is what os-release says, by the path that it was found at", async () => {
    expect(
      await systemOf(
        file("usr/lib/os-release", DEBIAN_OS_RELEASE),
        symlink("etc/os-release", "../usr/lib/os-release"),
      ),
    ).toEqual({
      os: {
        id: "debian",
        name: "Debian GNU/Linux",
        versionId: "12",
        idLike: [],
        prettyName: "Debian GNU/Linux 12 (bookworm)",
        codename: "bookworm",
        endOfLife: "2028-06-30",
        source: "/usr/lib/os-release",
      },
      gaps: [],
    });
  });

  it("has no version where it has none, and the systems it is like in their order", async () => {
    const { os } = await systemOf(file("etc/os-release", 'ID=arch\nID_LIKE="a  b"\nVARIANT_ID=x\n'));
    expect(os).toEqual({ id: "arch", idLike: ["a", "b"], variantId: "x", source: "/etc/os-release" });
  });

  it("is that of /usr/lib where /etc has nothing, in doubt where it has a link to nothing", async () => {
    const lib = file("usr/lib/os-release", DEBIAN_OS_RELEASE);
    expect(await systemOf(lib)).toMatchObject({ os: { source: "/usr/lib/os-release" }, gaps: [] });
    // What is nothing here may be something in a running container.
    expect(await systemOf(lib, symlink("etc/os-release", "/proc/self/root/x"))).toMatchObject({
      os: { source: "/usr/lib/os-release" },
      gaps: ["os.unreadable /etc/os-release os"],
    });
  });

  it("is missing, and not unreadable, where /etc has the usual link and /usr/lib has nothing", async () => {
    for (const target of ["../usr/lib/os-release", "/usr/lib/os-release"])
      expect(await systemOf(symlink("etc/os-release", target))).toEqual(await systemOf(file("x")));
  });

  it("is that of /etc where the two differ, and that is told", async () => {
    const layer = [file("etc/os-release", ALPINE_OS_RELEASE), file("usr/lib/os-release", DEBIAN_OS_RELEASE)];
    expect(await systemOf(...layer)).toMatchObject({
      os: { id: "alpine" },
      gaps: ["os.conflict /etc/os-release os"],
    });
    const same = [
      file("etc/os-release", DEBIAN_OS_RELEASE),
      file("usr/lib/os-release", `${DEBIAN_OS_RELEASE}# more\n`),
    ];
    expect((await systemOf(...same)).gaps).toEqual([]);
  });

  it("is read once where one of its paths is a link to the other", async () => {
    const lib = file("usr/lib/os-release", DEBIAN_OS_RELEASE);
    const { files } = await imageOf([[lib, symlink("etc/os-release", "../usr/lib/os-release")]]);
    const asked: string[] = [];
    await findSystem({ ...files, readFile: (path) => (asked.push(path), files.readFile(path)) });
    expect(asked).toEqual(["/etc/os-release"]);
  });

  it("is told to be in doubt where os-release contradicts itself", async () => {
    const found = await systemOf(file("etc/os-release", "ID=debian\nID=alpine\n"));
    expect(found).toMatchObject({ os: { id: "alpine" }, gaps: ["os.conflict /etc/os-release os"] });
  });

  it.each<[string, TarMember]>([
    ["is garbage", file("etc/os-release", "\0\u0001garbage")],
    ["has no ID", file("etc/os-release", "NAME=x\n")],
    ["is empty", file("etc/os-release", "")],
    ["is a folder", directory("etc/os-release")],
    ["leads in a circle", symlink("etc/os-release", "os-release")],
    ["is larger than a page", file("etc/os-release", `ID=debian\n#${"x".repeat(LIMITS.osReleaseBytes)}`)],
  ])("is not known, and told to be unreadable, where os-release %s", async (_what, member) => {
    expect(await systemOf(member)).toEqual({ os: undefined, gaps: ["os.unreadable /etc/os-release os"] });
    // Another file may say it all the same; the gap stays.
    const other = await systemOf(member, file("usr/lib/os-release", DEBIAN_OS_RELEASE));
    expect(other).toMatchObject({ os: { id: "debian" }, gaps: ["os.unreadable /etc/os-release os"] });
  });

  it("is missing where nothing says it", async () => {
    expect(await systemOf(file("etc/passwd", "root"))).toEqual({
      os: undefined,
      gaps: ["os.missing undefined os"],
    });
  });
});

describe("before there was an os-release, the system was named", () => {
  it.each([
    ["etc/alpine-release", "2.7.9\n", { id: "alpine", versionId: "2.7.9" }],
    ["etc/alpine-release", "3.21.0_alpha20240923\n", { id: "alpine", versionId: "3.21.0_alpha20240923" }],
    ["etc/debian_version", "6.0.10\n", { id: "debian", versionId: "6.0.10" }],
    ["etc/debian_version", "trixie/sid\n", { id: "debian" }],
    [
      "etc/lsb-release",
      'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=10.04\nDISTRIB_CODENAME=lucid\nDISTRIB_DESCRIPTION="Ubuntu 10.04.4 LTS"\n',
      { id: "ubuntu", versionId: "10.04", codename: "lucid", prettyName: "Ubuntu 10.04.4 LTS" },
    ],
    [
      "etc/redhat-release",
      "CentOS release 6.10 (Final)\n",
      { id: "centos", versionId: "6.10", prettyName: "CentOS release 6.10 (Final)" },
    ],
    [
      "etc/redhat-release",
      "Red Hat Enterprise Linux Server release 6.9 (Santiago)\n",
      { id: "rhel", versionId: "6.9", prettyName: "Red Hat Enterprise Linux Server release 6.9 (Santiago)" },
    ],
    [
      "etc/SuSE-release",
      "SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4\n",
      { id: "sles", versionId: "11.4", prettyName: "SUSE Linux Enterprise Server 11 (x86_64)" },
    ],
    [
      "etc/system-release",
      "Amazon Linux AMI release 2018.03\n",
      { id: "amzn", versionId: "2018.03", prettyName: "Amazon Linux AMI release 2018.03" },
    ],
  ])("in %s: %j", async (name, text, expected) => {
    const { os, gaps } = await systemOf(file(name, text));
    const { endOfLife: _, ...found } = os ?? {};
    expect(found).toEqual({ ...expected, idLike: [], source: `/${name}` });
    expect(gaps).toEqual([]);
  });

  it("the more telling file first: Ubuntu also has Debian's, Oracle also Red Hat's", async () => {
    const ubuntu = [
      file("etc/debian_version", "squeeze/sid\n"),
      file("etc/lsb-release", "DISTRIB_ID=Ubuntu\n"),
    ];
    expect((await systemOf(...ubuntu)).os?.id).toBe("ubuntu");
    const oracle = [
      file("etc/redhat-release", "Red Hat Enterprise Linux Server release 6.10 (Santiago)\n"),
      file("etc/oracle-release", "Oracle Linux Server release 6.10\n"),
    ];
    expect((await systemOf(...oracle)).os?.id).toBe("ol");
  });

  it("and where the file says something else, that is told", async () => {
    const { os, gaps } = await systemOf(file("etc/redhat-release", "My own thing\n"));
    expect({ os, gaps }).toEqual({ os: undefined, gaps: ["os.unreadable /etc/redhat-release os"] });
  });
});
