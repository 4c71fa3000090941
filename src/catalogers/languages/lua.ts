import { byteString, decodeUtf8 } from "../../text.ts";
import { NOTHING, type RecordCataloger } from "../cataloger.ts";
import { distinctTexts } from "../values.ts";

/**
 * What LuaRocks has installed: `rocks-5.1/NAME/VERSION/NAME-VERSION.rockspec` in each of its trees (`rocks` without a number in old
 * ones). The folders are its database, which `luarocks list` reads; the file is a program in Lua, of which only the licence is taken.
 */
export const lua = {
  name: "luarocks",
  globs: ["**/rocks-*/*/*/*.rockspec", "**/rocks/*/*/*.rockspec"],
  parse: ({ path, bytes }) => {
    const [file = "", version = "", name = ""] = path.split("/").toReversed();
    if (file !== `${name}-${version}.rockspec`) return NOTHING;
    const { text } = decodeUtf8(byteString(bytes));
    const licenses = distinctTexts([LICENSE.exec(text)?.[1]]);
    return {
      packages: [{ type: "luarocks", name, version, ...(licenses.length === 0 ? {} : { licenses }) }],
      problems: [],
    };
  },
} satisfies RecordCataloger;

const LICENSE = /^[ \t]*license[ \t]*=[ \t]*["']([^"'\n]{1,200})["']/m;
