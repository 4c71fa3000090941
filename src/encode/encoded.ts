/**
 * Text from an image, a registry, a policy or the environment is hostile: a package's name can hold a terminal
 * escape, a workflow command, an HTML tag. So each place where we show text (a sink) has one encoder in this folder,
 * and takes nothing but what that encoder made. The compiler refuses a bare string, since it lacks the brand.
 */
export type Encoded<S extends Sink> = string & { readonly [brand]: S };

export type Sink = "terminal" | "json" | "markdown" | "workflow";

declare const brand: unique symbol;

/** Declares a text fit for its sink. For the encoders in this folder only; a test holds everybody else to that. */
export function vouch<S extends Sink>(text: string): Encoded<S> {
  return text as Encoded<S>;
}

/**
 * A template tag for one sink: our own words stand in the template, and everything else must be encoded already.
 *
 * @param finish looks at the whole once more, for what only comes to be where two harmless parts meet
 */
export function templateFor<S extends Sink>(finish: (text: string) => string = (text) => text): Template<S> {
  return (literals, ...values) =>
    vouch<S>(
      finish(literals.reduce((text, literal, index) => `${text}${values[index - 1] ?? ""}${literal}`)),
    );
}

export type Template<S extends Sink> = (
  literals: TemplateStringsArray,
  ...values: readonly (Encoded<S> | number)[]
) => Encoded<S>;

/** Encoded parts as one; never directly side by side, where two halves could meet. */
export function join<S extends Sink>(
  parts: readonly Encoded<S>[],
  separator: " " | ", " | "\n" | "\n\n",
): Encoded<S> {
  return vouch<S>(parts.join(separator));
}
