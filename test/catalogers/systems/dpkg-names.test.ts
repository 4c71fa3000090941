import { describe, expect, it } from "vitest";
import { dpkg } from "../../../src/catalogers/systems/dpkg.ts";

function parse(text: string) {
  return dpkg.parse({ path: "/var/lib/dpkg/status", bytes: Buffer.from(text) });
}

const stanza = (name: string) =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0\n`;

describe("a name", () => {
  it("is the same in capitals, as dpkg reads it", () => {
    expect(parse(`${stanza("TelNet")}\n`)).toMatchObject({
      packages: [{ name: "telnet", source: { name: "telnet" } }],
      problems: [],
    });
    expect(parse(`${stanza("telnet")}\n${stanza("TELNET")}\n`).problems).toHaveLength(1);
  });

  it.each(["telnet\u200b", "telnet:amd64", "tel net", "tel\rnet", "t\u0435lnet", "-telnet", "telnet/x"])(
    "that dpkg would refuse is told, and kept: %j",
    (name) => {
      const { packages, problems: told } = parse(`${stanza(name)}\n`);
      expect(packages).toMatchObject([{ name }]);
      expect(told.map(({ code }) => code)).toEqual(["bad-name"]);
    },
  );
});
