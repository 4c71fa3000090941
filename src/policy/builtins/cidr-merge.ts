import { type Address, formatAddress, lastOf, parseAddress, parseCidr } from "./cidr.ts";
import { compareTexts } from "./values/rego-order.ts";
import type { RegoValue } from "./values/rego-value.ts";

interface Range {
  readonly first: bigint;
  readonly last: bigint;
  readonly bits: Address["bits"];
  /** As one network, where it is one that was given. */
  readonly text: string | undefined;
}

/**
 * The fewest networks that hold all addresses of those given: neighbours become one. @throws SyntaxError, TypeError for
 * what is neither an address nor a network
 */
export function merge(items: readonly RegoValue[]): readonly string[] {
  const ranges = items.map(rangeOf).toSorted(byAddress);
  const merged: Range[] = [];
  for (const range of ranges) {
    const before = merged.at(-1);
    if (before?.bits !== range.bits || before.last + 1n < range.first) {
      merged.push(range);
    } else {
      const last = before.last > range.last ? before.last : range.last;
      merged.splice(-1, 1, { ...before, last, text: undefined });
    }
  }
  return merged
    .flatMap((range) => (range.text === undefined ? networksOf(range) : [range.text]))
    .toSorted(compareTexts);
}

function byAddress(a: Range, b: Range): number {
  if (a.bits !== b.bits) return a.bits - b.bits;
  return a.first < b.first ? -1 : a.first > b.first ? 1 : 0;
}

function rangeOf(item: RegoValue): Range {
  if (typeof item !== "string") throw new TypeError("element must be string");
  const address = parseAddress(item);
  if (address === undefined) {
    const cidr = parseCidr(item);
    const { value: first, bits } = cidr.address;
    return { first, last: lastOf(cidr), bits, text: `${formatAddress(cidr.address)}/${cidr.prefix}` };
  }
  const prefix = address.bits === 32 ? classOf(address.value) : undefined;
  if (prefix === undefined) throw new SyntaxError(`${item.slice(0, 60)} needs a prefix length`);
  const rest = BigInt(32 - prefix);
  const first = (address.value >> rest) << rest;
  const last = first + (1n << rest) - 1n;
  return { first, last, bits: 32, text: `${formatAddress(address)}/${prefix}` };
}

/** The network that an address without a prefix lay in before there were prefixes; OPA still goes by that. */
function classOf(value: bigint): number | undefined {
  const first = Number(value >> 24n);
  if (first < 128) return 8;
  if (first < 192) return 16;
  return first < 224 ? 24 : undefined;
}

/** A range cut into networks, from its first address on each as large as fits. */
function networksOf({ first, last, bits }: Range): string[] {
  const networks: string[] = [];
  for (let at = first; at <= last;) {
    let free = 0;
    while (free < bits && fits(at, free + 1, last)) free++;
    networks.push(`${formatAddress({ value: at, bits })}/${bits - free}`);
    at += 1n << BigInt(free);
  }
  return networks;
}

function fits(first: bigint, free: number, last: bigint): boolean {
  const size = 1n << BigInt(free);
  return first % size === 0n && first + size - 1n <= last;
}
