/**
 * Takes `[epoch:]version` apart, as deb-version(7), PKGBUILD(5) and rpm's EVR have it. A text whose beginning is no number is a
 * version as a whole.
 */
export function splitEpoch(text: string): { readonly version: string; readonly epoch?: number } {
  const [, epoch, version] = /^(\d{1,9}):(.+)$/s.exec(text) ?? [];
  return epoch === undefined || version === undefined ? { version: text } : { version, epoch: Number(epoch) };
}
