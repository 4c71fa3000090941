import { isCollection, isObject, OperandError, typeNameOf } from "./values/operands.ts";
import { integerOf } from "./values/rego-number.ts";
import { sameValue } from "./values/rego-order.ts";
import { type RegoValue, regoString } from "./values/rego-value.ts";

/**
 * JSON Patch (RFC 6902) as OPA has it: paths may be lists of keys, and lead into sets, too.
 *
 * @throws SyntaxError, RangeError for an operation that cannot be done: the document is then not what the policy takes it for
 */
export function patch(document: RegoValue, operations: readonly RegoValue[]): RegoValue {
  return operations.reduce((patched, operation) => apply(patched, operation), document);
}

type Path = readonly RegoValue[];

function apply(document: RegoValue, operation: RegoValue): RegoValue {
  if (!isObject(operation)) {
    throw new TypeError("must be an array of JSON-Patch objects, but at least one element is not an object");
  }
  const attribute = (name: string): RegoValue => {
    const found = operation.entries.find(([key]) => key === name);
    if (found === undefined) throw new SyntaxError(`missing required attribute '${name}'`);
    return found[1];
  };
  const path = pathOf(attribute("path"));
  const kind = attribute("op");
  if (typeof kind !== "string") {
    throw new TypeError(`attribute 'op' must be a string but found: ${typeNameOf(kind)}`);
  }
  switch (kind) {
    case "add":
      return insert(document, path, attribute("value"));
    case "remove":
      return remove(document, path);
    case "replace":
      return path.length === 0
        ? attribute("value")
        : insert(remove(document, path), path, attribute("value"));
    case "move": {
      const from = pathOf(attribute("from"));
      if (from.length === 0 && path.length === 0) return document;
      return insert(remove(document, from), path, valueAt(document, from));
    }
    case "copy":
      return insert(document, path, valueAt(document, pathOf(attribute("from"))));
    case "test": {
      const [found, wanted] = [valueAt(document, path), attribute("value")];
      if (sameValue(found, wanted)) return document;
      throw new RangeError(`test failed: expected ${short(wanted)}, found ${short(found)}`);
    }
    default:
      throw new SyntaxError(`unrecognized op: '${kind}'`);
  }
}

/** A JSON pointer, whose first slash may be left out, or the keys themselves. */
function pathOf(value: RegoValue): Path {
  if (isCollection(value) && value.kind === "array") return value.items;
  if (typeof value !== "string") {
    throw new OperandError(
      2,
      `must be one of {set, array} containing string paths or array of path segments but got ${typeNameOf(value)}`,
    );
  }
  if (value === "") return [];
  const segments = value.replace(/^\/+/, "").split("/");
  return segments.map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function valueAt(document: RegoValue, path: Path): RegoValue {
  return path.reduce((value, key) => childOf(value, key), document);
}

function childOf(parent: RegoValue, key: RegoValue): RegoValue {
  if (isObject(parent)) {
    const found = parent.entries.find(([each]) => sameValue(each, key));
    if (found !== undefined) return found[1];
  } else if (isCollection(parent) && parent.kind === "array") {
    const item = parent.items[indexOf(key, parent.items.length)];
    if (item !== undefined) return item;
  } else if (isCollection(parent)) {
    const member = parent.items.find((each) => sameValue(each, key));
    if (member !== undefined) return member;
  }
  throw missing(parent, key);
}

function insert(document: RegoValue, path: Path, value: RegoValue): RegoValue {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (rest.length > 0) return withChild(document, key, insert(childOf(document, key), rest, value));
  if (isObject(document)) return withChild(document, key, value);
  if (!isCollection(document)) throw missing(document, key);
  if (document.kind === "set") {
    if (!sameValue(key, value)) {
      throw new RangeError(`set key ${short(key)} does not equal value to be inserted ${short(value)}`);
    }
    return { kind: "set", items: [...document.items, value] };
  }
  const index = indexOf(key, document.items.length);
  if (index < 0 || index > document.items.length) {
    throw new RangeError("index for array insertion out of bounds");
  }
  return { kind: "array", items: document.items.toSpliced(index, 0, value) };
}

function remove(document: RegoValue, path: Path): RegoValue {
  const [key, ...rest] = path;
  if (key === undefined) throw new RangeError("the whole document cannot be removed");
  const child = childOf(document, key);
  if (rest.length > 0) return withChild(document, key, remove(child, rest));
  if (isObject(document)) {
    return { kind: "object", entries: document.entries.filter(([each]) => !sameValue(each, key)) };
  }
  if (!isCollection(document)) throw missing(document, key);
  return document.kind === "set"
    ? { kind: "set", items: document.items.filter((each) => !sameValue(each, key)) }
    : { kind: "array", items: document.items.toSpliced(indexOf(key, document.items.length), 1) };
}

/** With another value in the key's place; in a set, the member itself is the key. */
function withChild(parent: RegoValue, key: RegoValue, value: RegoValue): RegoValue {
  if (isObject(parent)) {
    const others = parent.entries.filter(([each]) => !sameValue(each, key));
    return { kind: "object", entries: [...others, [key, value]] };
  }
  if (!isCollection(parent)) throw missing(parent, key);
  return parent.kind === "set"
    ? { kind: "set", items: [...parent.items.filter((each) => !sameValue(each, key)), value] }
    : { kind: "array", items: parent.items.with(indexOf(key, parent.items.length), value) };
}

/** `-` stands for behind the last. */
function indexOf(key: RegoValue, length: number): number {
  if (key === "-") return length;
  const number =
    typeof key === "string" && /^-?\d{1,15}$/.test(key) ? ({ kind: "number", text: key } as const) : key;
  if (typeof number !== "object" || number?.kind !== "number")
    throw new RangeError("invalid type for indexing");
  if (typeof key === "string" && /^0./.test(key)) {
    throw new RangeError("leading zeros are not allowed in JSON paths");
  }
  const whole = integerOf(number);
  if (whole === undefined) throw new RangeError("invalid number type for indexing");
  return Number(whole);
}

function missing(parent: RegoValue, key: RegoValue): RangeError {
  return new RangeError(`path ${short(key)} does not exist in ${short(parent)}`);
}

function short(value: RegoValue): string {
  const text = regoString(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
