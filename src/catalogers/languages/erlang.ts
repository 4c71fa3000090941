import { byteString, decodeUtf8, quoted } from "../../text.ts";
import { NOTHING, type RecordCataloger } from "../cataloger.ts";
import { erlangTokens, type ErlangToken } from "./erlang-tokens.ts";
import { shortText } from "../values.ts";

/**
 * Applications of Erlang and Elixir, of OTP itself and of Hex: `ebin/NAME.app` (app(4)),
 * `{application, Name, [{vsn, "1.2"}, …]}.` The file does not tell who published it, so all are of one type.
 */
export const erlang = {
  name: "erlang",
  globs: ["**/ebin/*.app"],
  parse: ({ path, bytes }) => {
    const tokens = erlangTokens(decodeUtf8(byteString(bytes)).text);
    const [brace, application, comma, nameToken] = Array.from({ length: 4 }, () => tokens.next().value);
    if (brace?.text !== "{" || application?.text !== "application" || comma?.text !== ",") return NOTHING;
    const file = path.slice(path.lastIndexOf("/") + 1, -".app".length);
    const name = nameToken?.kind === "atom" ? (shortText(nameToken.text) ?? file) : file;
    const version = shortText(versionIn(tokens));
    return {
      packages: [{ type: "otp", name, version: version ?? "" }],
      problems: version === undefined ? [{ code: "bad-version", reason: `${quoted(name)} has no vsn.` }] : [],
    };
  },
} satisfies RecordCataloger;

/**
 * The text in `{vsn, "1.2"}`, where that is a property of the application's own.
 *
 * @param tokens those behind `{application, Name`
 */
function versionIn(tokens: Iterable<ErlangToken>): string | undefined {
  let depth = 1;
  let property: ErlangToken[] = [];
  for (const token of tokens) {
    const opens = token.kind === "mark" && "{[(".includes(token.text);
    if (opens) depth += 1;
    if (token.kind === "mark" && "}])".includes(token.text)) depth -= 1;
    // In the tuple `application`, in its list, in the property.
    if (opens && depth === 3) property = [];
    else if (depth === 3 && property.length < 3) property.push(token);
    const [key, comma, value] = property;
    if (key?.kind === "atom" && key.text === "vsn" && comma?.text === "," && value?.kind === "text")
      return value.text;
  }
  return undefined;
}
