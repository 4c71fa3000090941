/** Prints ten megabytes of JSON to standard output, then says on standard error how that went. */
import { json } from "../../src/encode/json.ts";
import { reportError } from "../../src/model/error.ts";
import { print } from "../../src/publish/stdout.ts";

try {
  await print(json("x".repeat(10_000_000)));
  process.stderr.write("printed");
} catch (cause) {
  process.stderr.write(reportError(cause).code);
  process.exitCode = 2;
}
