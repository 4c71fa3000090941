import { formatArgument, type Argument, typeName } from "./verbs.ts";
import type { Directive } from "./integer.ts";

/**
 * Go's fmt.Sprintf, down to what it writes where format and arguments do not fit: `%!d(string=hi)`,
 * `%!s(MISSING)`, `%!(EXTRA int=1)`.
 */
export function sprintf(format: string, args: readonly Argument[]): string {
  const state: State = { format, args, position: 0, next: 0, reordered: false };
  let written = "";
  while (state.position < format.length) {
    const percent = format.indexOf("%", state.position);
    if (percent < 0) {
      written += format.slice(state.position);
      break;
    }
    written += format.slice(state.position, percent);
    state.position = percent + 1;
    written += readDirective(state);
  }
  return written + extraArguments(state);
}

interface State {
  readonly format: string;
  readonly args: readonly Argument[];
  position: number;
  /** Index of the argument that the next verb takes. */
  next: number;
  /** An index like `[3]` was met. */
  reordered: boolean;
}

/** Widths and precisions beyond are refused, as Go does: nobody means them, and padding costs memory. */
const NUMBER_MAX = 1_000_000;

/** Reads one directive from behind its `%`, in Go's order: flags, index, width, precision, index, verb. */
function readDirective(state: State): string {
  const flags = readFlags(state);
  let complaint = "";
  let indexed = readIndex(state);
  let good = indexed !== "bad";

  let { minus, zero } = flags;
  let width: number | undefined;
  if (take(state, "*")) {
    width = numberArgument(state);
    if (width === undefined) complaint += "%!(BADWIDTH)";
    if (width !== undefined && width < 0) {
      width = -width;
      minus = true;
      zero = false;
    }
    indexed = "none";
  } else {
    width = readNumber(state);
    if (indexed === "found" && width !== undefined) good = false;
  }

  let precision: number | undefined;
  if (state.position + 1 < state.format.length && take(state, ".")) {
    if (indexed === "found") good = false;
    indexed = readIndex(state);
    good &&= indexed !== "bad";
    if (take(state, "*")) {
      precision = numberArgument(state);
      if (precision !== undefined && precision < 0) precision = undefined;
      if (precision === undefined) complaint += "%!(BADPREC)";
      indexed = "none";
    } else {
      precision = readNumber(state) ?? 0;
    }
  }

  if (indexed === "none") {
    indexed = readIndex(state);
    good &&= indexed !== "bad";
  }
  return complaint + applyVerb(state, good, { ...flags, minus, zero, width, precision });
}

function applyVerb(state: State, good: boolean, directive: Directive): string {
  const code = state.format.codePointAt(state.position);
  if (code === undefined) return "%!(NOVERB)";
  const verb = String.fromCodePoint(code);
  state.position += verb.length;
  if (verb === "%") return "%";
  if (!good) return `%!${verb}(BADINDEX)`;
  const argument = state.args[state.next];
  if (argument === undefined) return `%!${verb}(MISSING)`;
  state.next++;
  return formatArgument(argument, verb, directive);
}

function extraArguments({ args, next, reordered }: State): string {
  // With indexes, Go does not tell which arguments were used.
  if (reordered || next >= args.length) return "";
  const extra = args.slice(next).map((each) => `${typeName(each)}=${formatArgument(each, "v", NO_FLAGS)}`);
  return `%!(EXTRA ${extra.join(", ")})`;
}

const NO_FLAGS: Directive = {
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  zero: false,
  width: undefined,
  precision: undefined,
};

function readFlags(state: State): Directive {
  const [flags = ""] = /^[#0+\- ]*/.exec(state.format.slice(state.position)) ?? [];
  state.position += flags.length;
  return {
    ...NO_FLAGS,
    plus: flags.includes("+"),
    minus: flags.includes("-"),
    sharp: flags.includes("#"),
    space: flags.includes(" "),
    zero: flags.includes("0"),
  };
}

/** `[2]`: the argument to take next. */
function readIndex(state: State): "none" | "found" | "bad" {
  if (state.format.charAt(state.position) !== "[") return "none";
  state.reordered = true;
  const close = state.format.indexOf("]", state.position);
  if (close < 0) {
    state.position++;
    return "bad";
  }
  const number = state.format.slice(state.position + 1, close);
  state.position = close + 1;
  const index = /^\d+$/.test(number) ? Number(number) - 1 : -1;
  if (index < 0 || index >= state.args.length) return "bad";
  state.next = index;
  return "found";
}

function readNumber(state: State): number | undefined {
  const [digits = ""] = /^\d*/.exec(state.format.slice(state.position)) ?? [];
  if (digits === "") return undefined;
  if (Number(digits) > NUMBER_MAX) {
    // Go gives up on the rest of the format.
    state.position = state.format.length;
    return undefined;
  }
  state.position += digits.length;
  return Number(digits);
}

/** What stands for a `*`; undefined where the argument is no whole number, or too large. */
function numberArgument(state: State): number | undefined {
  const argument = state.args[state.next];
  if (argument === undefined) return undefined;
  state.next++;
  if (argument.type !== "int") return undefined;
  const number = Number(argument.value);
  return Math.abs(number) > NUMBER_MAX ? undefined : number;
}

function take(state: State, character: string): boolean {
  if (state.format.charAt(state.position) !== character) return false;
  state.position++;
  return true;
}
