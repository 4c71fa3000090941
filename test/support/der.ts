/** DER (ITU-T X.690), as far as a certificate needs it. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
export const octets = (...parts: readonly Uint8Array[]): Buffer => der(0x04, ...parts);
export const bits = (bytes: Uint8Array): Buffer => der(0x03, Buffer.from([0]), bytes);
export const text = (value: string): Buffer => der(0x0c, Buffer.from(value));
export const boolean = (value: boolean): Buffer => der(0x01, Buffer.from([value ? 0xff : 0]));

/** @param bytes of a positive number */
export const integer = (...bytes: readonly number[]): Buffer => der(0x02, Buffer.from(bytes));

/** @param dotted `2.5.29.17` */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...arcs] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second, ...arcs].flatMap((arc) => {
    const sevens = [arc & 0x7f];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
      sevens.unshift((rest & 0x7f) | 0x80);
    return sevens;
  });
  return der(0x06, Buffer.from(bytes));
}

/** GeneralizedTime, in whole seconds. */
export function time(date: Date): Buffer {
  return der(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replaceAll(/[-T:]/g, "")}Z`));
}
