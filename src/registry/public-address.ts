import { BlockList, isIP } from "node:net";

/** What is no address of the public internet, by the IANA registries of special-purpose addresses. */
const IPV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  // Cloud providers keep machines' credentials at 169.254.169.254.
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
const IPV6: readonly (readonly [string, number])[] = [
  ["::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001:db8::", 32],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];

/** IPv6 prefixes that hold an IPv4 address behind them: mapped, and through NAT64, where an IPv6 network reaches IPv4 hosts. */
const EMBEDDING = ["::ffff:", "64:ff9b::"];

const SPECIAL = new BlockList();
for (const [address, prefix] of IPV4) {
  SPECIAL.addSubnet(address, prefix, "ipv4");
  for (const before of EMBEDDING) SPECIAL.addSubnet(`${before}${address}`, 96 + prefix, "ipv6");
  // 6to4 (RFC 3056): 2002:, and the IPv4 address at once.
  SPECIAL.addSubnet(`2002:${inHex(address)}::`, 16 + prefix, "ipv6");
}
for (const [address, prefix] of IPV6) SPECIAL.addSubnet(address, prefix, "ipv6");

/**
 * Whether an IP address is one that anybody can reach: not loopback, not private, not link-local, not unspecified.
 *
 * @param address without brackets, with or without a zone
 */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, "");
  const version = isIP(plain);
  return version !== 0 && !SPECIAL.check(plain, version === 4 ? "ipv4" : "ipv6");
}

/** `c0a8:0000` of `192.168.0.0`. */
function inHex(address: string): string {
  const bytes = Buffer.from(address.split(".").map(Number));
  return `${bytes.toString("hex", 0, 2)}:${bytes.toString("hex", 2, 4)}`;
}
