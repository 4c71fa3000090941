import { isCollection, isObject, OperandError, typeNameOf, wrongType } from "./operands.ts";
import type { RegoValue } from "./rego-value.ts";

/** A type as OPA writes it in JSON where it declares functions, as far as it does so for arguments of those in policy.wasm. */
export type DeclaredType =
  | { readonly type: "boolean" | "null" | "number" | "string" }
  /** One of these; whatever, where there are none. */
  | { readonly type: "any"; readonly of?: readonly DeclaredType[] }
  /** Of such items. */
  | { readonly type: "array"; readonly dynamic?: DeclaredType }
  | { readonly type: "set"; readonly of?: DeclaredType }
  | {
      readonly type: "object";
      readonly dynamic?: { readonly key: DeclaredType; readonly value: DeclaredType };
    };

/**
 * Says in OPA's words what is wrong with the arguments of a function that has no answer to them.
 *
 * @param declared what the function takes, as many as there are arguments
 */
export function operandsError(args: readonly RegoValue[], declared: readonly DeclaredType[]): Error {
  for (const [index, arg] of args.entries()) {
    const type = declared[index];
    if (type !== undefined && !isOfType(arg, type)) return typeError(index + 1, arg, type);
  }
  return new TypeError("it takes no such arguments together");
}

function typeError(position: number, arg: RegoValue, declared: DeclaredType): OperandError {
  const kind = typeNameOf(arg);
  const choice = choicesOf(declared).find(({ type }) => type === kind);
  const [part, type] =
    (choice && partsOf(arg, choice).find((each) => !isOfType(...each))) ?? ([arg, declared] as const);
  if (part === arg) return wrongType(position, arg, ...namesOf(declared));
  return new OperandError(
    position,
    `must be ${kind} of ${namesOf(type).join(" or ")} but got ${kind} containing ${typeNameOf(part)}`,
  );
}

function isOfType(value: RegoValue, declared: DeclaredType): boolean {
  const choices = choicesOf(declared);
  const fits = (choice: DeclaredType): boolean =>
    choice.type === typeNameOf(value) && partsOf(value, choice).every((each) => isOfType(...each));
  return choices.length === 0 || choices.some(fits);
}

/** The types that a union is of, none where anything will do; a type that is no union itself. */
function choicesOf(declared: DeclaredType): readonly DeclaredType[] {
  return declared.type === "any" ? (declared.of ?? []) : [declared];
}

function namesOf(declared: DeclaredType): readonly string[] {
  return choicesOf(declared)
    .map(({ type }) => type)
    .toSorted();
}

/** What is in a value, each with what it has to be. */
function partsOf(value: RegoValue, declared: DeclaredType): readonly (readonly [RegoValue, DeclaredType])[] {
  if (isObject(value) && declared.type === "object") {
    const { dynamic } = declared;
    return dynamic === undefined
      ? []
      : value.entries.flatMap(([key, item]) => [[key, dynamic.key] as const, [item, dynamic.value] as const]);
  }
  const type =
    declared.type === "array" ? declared.dynamic : declared.type === "set" ? declared.of : undefined;
  return isCollection(value) && type !== undefined ? value.items.map((item) => [item, type] as const) : [];
}
