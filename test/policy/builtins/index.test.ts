import { expect, it } from "vitest";
import { BUILTINS, HIDDEN_BUILTINS } from "../../../src/policy/builtins/index.ts";

it.each([...BUILTINS, ...HIDDEN_BUILTINS])("$name refuses arguments of other types", (builtin) => {
  expect(() => builtin.answer()).toThrow(TypeError);
  expect(() => builtin.answer(null, null, null)).toThrow(TypeError);
});
