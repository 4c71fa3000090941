import { expect, test } from "vitest";
import { policyPush } from "../../../src/commands/policy/push.ts";
import { commandContext } from "../../support/command-context.ts";
import { temporaryFolder } from "../../support/folder.ts";

test("the folder in front of the address is told to be in the wrong order", async () => {
  const context = commandContext(temporaryFolder());
  await expect(policyPush(["policies", "oci://localhost:5000/p:1"], context)).rejects.toMatchObject({
    code: "usage.operand",
    hint: expect.stringContaining("push oci://") as string,
  });
});
