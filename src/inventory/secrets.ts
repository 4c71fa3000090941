import { LIMITS } from "../limits.ts";
import type { OpenImage } from "../model/image.ts";
import type { ExposedSecret, ImageConfig, ImageIdentity, Layer } from "../model/inventory.ts";
import { secretKinds } from "../secrets/environment.ts";
import { findSecrets, masked } from "../secrets/find.ts";
import { secretNamed } from "../secrets/names.ts";
import { isSecretValue } from "../secrets/values.ts";

/** What of an image is text that whoever made it wrote, and that an inventory hands on. */
export type Described = Pick<OpenImage, "identity" | "config" | "layers">;

/**
 * The same with a mark in the place of each secret, since an inventory gets published, and with a list of what was found. That it
 * was hidden here hides it from nobody who has the image.
 */
export function withoutSecrets({ identity, config, layers }: Described): Described {
  const found = new FoundSecrets();
  const steps = layers.map((layer) => withoutSecretsInStep(layer, found));
  const { secrets: known, ...said } = config;
  const shown = withoutSecretsInConfig(said, found);
  return {
    identity: withoutSecretsInAnnotations(identity),
    config: { ...shown, secrets: distinct([...known, ...found.secrets]) },
    layers: steps,
  };
}

/** Collects what is found on the way. */
class FoundSecrets {
  readonly secrets: ExposedSecret[] = [];

  /** @returns the text with its secrets masked */
  in(text: string, where: Pick<ExposedSecret, "in" | "layer">): string {
    const found = findSecrets(text);
    for (const { kind, name } of found)
      this.secrets.push({ ...where, kind, ...(name === undefined ? {} : { name }) });
    return found.length === 0 ? text : masked(text, found);
  }

  /** A command's arguments, of which one may be named by the one before it: `["--password", "x"]`. */
  inArguments(args: readonly string[], where: ExposedSecret["in"]): string[] {
    return args.map((argument, index) => {
      const option = args[index - 1] ?? "";
      const kind = option.startsWith("-") && !argument.startsWith("-") ? secretNamed(option) : undefined;
      if (kind === undefined || !isSecretValue(argument)) return this.in(argument, { in: where });
      this.secrets.push({ in: where, kind, name: option });
      return mark(kind);
    });
  }

  /** The value of a label. */
  ofLabel(name: string, value: string): string {
    const kinds = secretKinds(name, value);
    for (const kind of kinds) this.secrets.push({ in: "label", kind, name });
    if (kinds.length === 0) return value;
    const inside = findSecrets(value);
    return inside.length === 0 ? mark(kinds[0] ?? "") : masked(value, inside);
  }
}

function withoutSecretsInStep(layer: Layer, found: FoundSecrets): Layer {
  const { createdBy, index } = layer;
  return createdBy === undefined
    ? layer
    : { ...layer, createdBy: found.in(createdBy, { in: "history", layer: index }) };
}

function withoutSecretsInConfig(
  config: Omit<ImageConfig, "secrets">,
  found: FoundSecrets,
): Omit<ImageConfig, "secrets"> {
  const { entrypoint, cmd, healthcheck, labels, onBuild } = config;
  return {
    ...config,
    labels: Object.fromEntries(
      Object.entries(labels).map(([name, value]) => [name, found.ofLabel(name, value)]),
    ),
    onBuild: onBuild.map((step) => found.in(step, { in: "onbuild" })),
    ...(entrypoint === undefined ? {} : { entrypoint: found.inArguments(entrypoint, "entrypoint") }),
    ...(cmd === undefined ? {} : { cmd: found.inArguments(cmd, "cmd") }),
    ...(healthcheck === undefined
      ? {}
      : { healthcheck: { ...healthcheck, test: found.inArguments(healthcheck.test, "healthcheck") } }),
  };
}

/** They are the packing's, and not listed with the image's own. */
function withoutSecretsInAnnotations(identity: ImageIdentity): ImageIdentity {
  if (identity.annotations === undefined) return identity;
  const annotations = Object.entries(identity.annotations).map(([name, value]) => [
    name,
    new FoundSecrets().ofLabel(name, value),
  ]);
  return { ...identity, annotations: Object.fromEntries(annotations) };
}

function mark(kind: string): string {
  return `[secret:${kind}]`;
}

/** One step may set a variable that another sets as well; within one, once is enough. */
function distinct(secrets: readonly ExposedSecret[]): ExposedSecret[] {
  const keyed = secrets.map(
    (secret) => [JSON.stringify([secret.in, secret.kind, secret.name, secret.layer]), secret] as const,
  );
  return [...new Map(keyed).values()].slice(0, LIMITS.exposedSecrets);
}
