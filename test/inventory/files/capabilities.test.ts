import { describe, expect, it } from "vitest";
import { capabilityText } from "../../../src/inventory/files/capabilities.ts";

describe("capabilityText", () => {
  // The attribute's bytes, and what getcap -n of libcap 2.66 says of a file that has them.
  it.each([
    ["0100000200200000000000000000000000000000", "cap_net_raw=ep"],
    ["0000000201000000000000000000000000000000", "cap_chown=p"],
    ["0100000221000000210000000000000000000000", "cap_chown,cap_kill=eip"],
    ["01000002ffffffff00000000ff01000000000000", "=ep"],
    ["00000002feffffff00000000ff01000000000000", "=p cap_chown-p"],
    ["0000000200000000000000000000000000000000", "="],
    ["0100000200000000000000000001000000000000", "cap_checkpoint_restore=ep"],
    ["01000002ffffffff03000000ff01000000000000", "=ep cap_chown,cap_dac_override+i"],
    ["0100000201000000000000000020000000000000", "cap_chown=ep 45+ep"],
    [
      "000000020e000000070000000000000000000000",
      "cap_dac_override,cap_dac_read_search=ip cap_chown+i cap_fowner+p",
    ],
    [
      "010000020e000000070000000000000000000000",
      "cap_dac_override,cap_dac_read_search=eip cap_chown+ei cap_fowner+ep",
    ],
    ["010000030020000000000000000000000000000000000000", "cap_net_raw=ep"],
    ["0100000300200000000000000000000000000000e8030000", "cap_net_raw=ep [rootid=1000]"],
  ])("reads %s", (hex, text) => {
    expect(capabilityText(Buffer.from(hex, "hex"))).toBe(text);
  });

  it("says first what most capabilities have", () => {
    const most = capabilityText(Buffer.from("01000002ffff1f00000000000000000000000000", "hex"));
    expect(most).toMatch(/^=ep cap_sys_admin,cap_sys_boot,.*,cap_checkpoint_restore-ep$/);
    const fewer = capabilityText(Buffer.from("01000002ffff0f00000000000000000000000000", "hex"));
    expect(fewer).toMatch(/^cap_chown,.*,cap_sys_ptrace=ep$/);
  });

  it("reads the first revision, of 32 capabilities", () => {
    expect(capabilityText(Buffer.from("010000010020000000000000", "hex"))).toBe("cap_net_raw=ep");
  });

  it.each(["", "01", "01000002", "0100000200200000", "0100000400200000000000000000000000000000"])(
    "says nothing of %j, which no kernel takes",
    (hex) => expect(capabilityText(Buffer.from(hex, "hex"))).toBeUndefined(),
  );
});
