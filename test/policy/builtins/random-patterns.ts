import { array, constantFrom, dictionary, json, oneof, stringMatching, tuple } from "fast-check";
import { list, object, scalar, set, text, words } from "./random-values.ts";

/** Patterns, URIs, encodings and documents. */

export const pattern = text(
  oneof(
    constantFrom(
      "",
      "a",
      "a*",
      "a*?",
      "(a)(b)?",
      "(?i)AB",
      "^a|b$",
      "[^a]",
      "\\bab",
      "(?P<n>a+)",
      "(?<n>b)",
      "\\pL",
      "\\d{2,3}",
      "a{1001}",
      "(?=a)",
      "\\1",
      "(",
      "[[:alpha:]]+",
      "(?s).",
      ".",
      "(?U)a+",
      "\\x{1F600}",
      "\\Qa.b\\E",
      "x*",
      "(|a)*",
      "[a-é]",
      "\\C",
      "\\z",
    ),
    array(constantFrom("a", "b", ".", "[ab]", "(a|b)", "a*", "b+?", "^", "$", "\\b", "é", "()", "a?", "|"), {
      maxLength: 5,
    }).map((parts) => parts.join("")),
  ),
);
export const template = text(
  array(constantFrom("$1", "${1}", "$0", "$n", "${n}x", "$$", "$", "x", "$1a", "${", "$9", "$é"), {
    maxLength: 4,
  }).map((parts) => parts.join("")),
);
export const glob = text(
  array(
    constantFrom(
      "a",
      "b",
      "*",
      "**",
      "?",
      "[ab]",
      "[!a]",
      "[a-c]",
      "[c-a]",
      "{a,b}",
      "{",
      "}",
      ",",
      "\\*",
      "\\",
      ".",
      "/",
      "[",
      "]",
      "!",
      "-",
      "é",
      "{a*,}",
    ),
    { maxLength: 6 },
  ).map((parts) => parts.join("")),
);
export const delimiters = oneof(
  constantFrom("null", "[]", '["."]', '["/"]', '[".","/"]', '["é"]', '["ab"]', "[1]"),
);

export const units = text(
  tuple(
    constantFrom(
      "",
      "1",
      "10",
      "0.5",
      "1.25",
      ".5",
      "1e3",
      "1e-3",
      "1e",
      "1.2.3",
      "-1",
      "+1",
      "1e1234567",
      "128",
    ),
    constantFrom(
      "",
      "k",
      "K",
      "Ki",
      "kib",
      "m",
      "M",
      "MB",
      "mib",
      "G",
      "gi",
      "T",
      "P",
      "E",
      "Ei",
      "eb",
      "b",
      "B",
      "x",
      " ",
      '"',
    ),
  ).map((parts) => parts.join("")),
);
export const uri = text(
  oneof(
    constantFrom(
      "https://user:p%40ss@example.com:8080/a%2Fb?x=1#f%20g",
      "mailto:a@b.c",
      "//host/path",
      "///path",
      "/a b",
      "a:b",
      "1a:b",
      "http://[::1]:80/",
      "http://[fe80::1%25en0]/",
      "http://a b/",
      "http://a:port/",
      ":x",
      "*",
      "#",
      "?q",
      "http://host:",
      "http://ex%41mple/",
      "http://é/ü?ü#ü",
      "file:///etc",
      "http://a/%zz",
      "urn:isbn:1",
      "HTTP://X/'()*!",
      "http://a\u0001b",
      "http://[::1",
      "x://a@b@c/",
      "a/b:c",
      "http://a/;,=+$&@:",
      "http:/a",
      "http://?q",
      "ftp://h/a[b]",
    ),
    array(constantFrom("http", "://", "a", "/", "?", "#", ":", "@", "%20", "%", "[", "]", "é", "8", " "), {
      maxLength: 8,
    }).map((parts) => parts.join("")),
  ),
);
export const query = text(
  oneof(
    words.map((each) => JSON.parse(each) as string),
    array(constantFrom("a", "=", "&", "%20", "+", "%", ";", "é", "%C3%A9"), { maxLength: 8 }).map((parts) =>
      parts.join(""),
    ),
  ),
);
export const base64 = text(
  oneof(
    stringMatching(/^[A-Za-z0-9+/]{0,9}={0,3}$/),
    stringMatching(/^[A-Za-z0-9_-]{0,9}={0,2}$/),
    constantFrom("YQ==\n", "Y Q==", "YR==", "=", "YQ=", "w6k="),
  ),
);
export const hexadecimal = text(oneof(stringMatching(/^[0-9a-fA-F]{0,8}$/), constantFrom("zz", "c3a9", "é")));
export const jsonText = text(
  oneof(
    json({ maxDepth: 3 }),
    constantFrom(
      "{",
      "[1,]",
      "1 2",
      "1e400",
      "-0",
      "1.50",
      '{"a":1,"a":2}',
      '"\\ud800"',
      "01",
      "nul",
      " [ ] ",
      "1E5",
      "123456789012345678901234567890",
    ),
  ),
);
export const pointer = text(
  array(constantFrom("a", "b", "0", "1", "-", "01", "", "a~1b", "~0"), { maxLength: 3 }).map((parts) =>
    parts.map((each) => `/${each}`).join(""),
  ),
);
export const operation = oneof(
  tuple(constantFrom("add", "replace", "test"), pointer, scalar).map(
    ([op, path, each]) => `{"op":"${op}","path":${path},"value":${each}}`,
  ),
  tuple(constantFrom("move", "copy"), pointer, pointer).map(
    ([op, path, from]) => `{"op":"${op}","path":${path},"from":${from}}`,
  ),
  pointer.map((path) => `{"op":"remove","path":${path}}`),
  constantFrom('{"op":"nope","path":"/a"}', '{"path":"/a"}', "1", '{"op":"add","path":["a"],"value":1}'),
);
export const document = oneof(
  object(oneof(scalar, list(scalar), object(scalar), set(scalar))),
  list(oneof(scalar, object(scalar))),
);
export const graph = dictionary(
  constantFrom("a", "b", "c"),
  oneof(list(text(constantFrom("a", "b", "c", "d")), 3), set(text(constantFrom("a", "b")))),
  { maxKeys: 3 },
).map(
  (entries) =>
    `{${Object.entries(entries)
      .map(([key, each]) => `${JSON.stringify(key)}:${each}`)
      .join(",")}}`,
);
export const wildcard = text(
  array(constantFrom("a", "b", ".", "*", "+", "[a-c]", "[b]", "\\*", "[", "-"), { maxLength: 5 }).map(
    (parts) => parts.join(""),
  ),
);
