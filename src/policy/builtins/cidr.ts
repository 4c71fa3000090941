import { isIPv4, isIPv6 } from "node:net";

/** An address as a number. */
export interface Address {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

/** A network; its address has zeros behind the prefix. */
export interface Cidr {
  readonly address: Address;
  readonly prefix: number;
}

const MAPPED = 0xffffn << 32n;

/** net.ParseIP: `::ffff:1.2.3.4` is the same as `1.2.3.4`. Undefined for what is no address. */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return { value: numberOf(text.split(".").map(Number), 8), bits: 32 };
  // A zone, which Node takes, has no place here.
  if (!isIPv6(text) || text.includes("%")) return undefined;
  const value = valueOf(text);
  return value >> 32n === 0xffffn ? { value: value - MAPPED, bits: 32 } : { value, bits: 128 };
}

/** net.ParseCIDR. @throws SyntaxError */
export function parseCidr(text: string): Cidr {
  const [, host = "", digits = ""] = /^([^/]*)\/(\d+)$/.exec(text) ?? [];
  const bits = isIPv4(host) ? 32 : isIPv6(host) && !host.includes("%") ? 128 : undefined;
  const prefix = Number(digits);
  if (bits === undefined || prefix > bits)
    throw new SyntaxError(`invalid CIDR address: ${text.slice(0, 60)}`);
  const value = bits === 32 ? numberOf(host.split(".").map(Number), 8) : valueOf(host);
  // What is mapped into IPv6 with all of its prefix is IPv4 for Go, too.
  if (bits === 128 && prefix >= 96 && value >> 32n === 0xffffn)
    return masked(value - MAPPED, 32, prefix - 96);
  return masked(value, bits, prefix);
}

function masked(value: bigint, bits: Address["bits"], prefix: number): Cidr {
  const rest = BigInt(bits - prefix);
  return { address: { value: (value >> rest) << rest, bits }, prefix };
}

/** The highest address. */
export function lastOf({ address, prefix }: Cidr): bigint {
  return address.value + (1n << BigInt(address.bits - prefix)) - 1n;
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.address.bits === inner.address.bits && covers(outer, inner);
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.address.bits === b.address.bits && (covers(a, b) || covers(b, a));
}

function covers(outer: Cidr, inner: Cidr): boolean {
  return outer.address.value <= inner.address.value && lastOf(inner) <= lastOf(outer);
}

/** As Go prints it: RFC 5952. */
export function formatAddress({ value, bits }: Address): string {
  if (bits === 32) return groups(value, 4, 8).join(".");
  const words = groups(value, 8, 16).map((each) => each.toString(16));
  const joined = words.join(":");
  const longest = [...joined.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].reduce(
    (best, [run]) => (count(run) > count(best) ? run : best),
    "",
  );
  if (longest === "") return joined;
  const at = joined.search(new RegExp(`(?:^|:)${longest.replace(/^:/, "")}(?=:|$)`));
  const before = joined.slice(0, at);
  const after = joined.slice(at + longest.length).replace(/^:/, "");
  return `${before}::${after}`;
}

function count(run: string): number {
  return run.split("0").length;
}

function groups(value: bigint, length: number, width: number): number[] {
  const mask = (1n << BigInt(width)) - 1n;
  return Array.from({ length }, (_, index) => Number((value >> BigInt((length - 1 - index) * width)) & mask));
}

function numberOf(parts: readonly number[], width: number): bigint {
  return parts.reduce((value, part) => (value << BigInt(width)) | BigInt(part), 0n);
}

/** An IPv6 address that Node has found valid. */
function valueOf(text: string): bigint {
  const [head = "", tail] = text.split("::");
  const [left, right] = [wordsOf(head), wordsOf(tail ?? "")];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0);
  return numberOf([...left, ...zeros, ...right], 16);
}

function wordsOf(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((part) => {
    if (!part.includes(".")) return [Number.parseInt(part, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = part.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
