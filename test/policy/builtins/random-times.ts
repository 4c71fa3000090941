import { array, bigInt, constant, constantFrom, oneof, stringMatching, tuple } from "fast-check";
import { text, list, set, object } from "./random-values.ts";

/** Addresses, networks, times and durations. */

export const octet = constantFrom("0", "1", "10", "127", "192", "255", "256", "01");
export const address = oneof(
  array(octet, { minLength: 4, maxLength: 4 }).map((parts) => parts.join(".")),
  constantFrom(
    "::",
    "::1",
    "fe80::1",
    "2001:db8::",
    "::ffff:1.2.3.4",
    "1:2:3:4:5:6:7:8",
    "2001:db8:0:0:1:0:0:1",
    "::1%eth0",
  ),
);
export const cidr = tuple(
  address,
  constantFrom("/0", "/8", "/24", "/31", "/32", "/64", "/120", "/128", "/129", "/08", ""),
).map((parts) => parts.join(""));
export const narrow = oneof(
  tuple(array(octet, { minLength: 4, maxLength: 4 }), constantFrom("/28", "/30", "/32")).map(
    ([parts, prefix]) => parts.join(".") + prefix,
  ),
  constantFrom("2001:db8::8/125", "::1/128", "::ffff:1.2.3.4/126", "fe80::/120", "::/129"),
);

export const moment = bigInt({ min: 631_152_000n, max: 4_102_444_800n }).chain((seconds) =>
  constantFrom(0n, 1n, 500_000_000n, 999_999_999n).map((nanos) => String(seconds * 1_000_000_000n + nanos)),
);
export const anyMoment = oneof(moment, bigInt({ min: -(2n ** 63n), max: 2n ** 63n }).map(String));
export const zone = constantFrom(
  "UTC",
  "",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Sydney",
  "Asia/Kathmandu",
  "No/Where",
);
export const inZone = oneof(
  anyMoment,
  tuple(moment, text(zone)).map(([ns, name]) => `[${ns},${name}]`),
);
export const layoutPart = constantFrom(
  "2006",
  "06",
  "January",
  "Jan",
  "Janet",
  "01",
  "1",
  "Monday",
  "Mon",
  "Month",
  "02",
  "_2",
  "2",
  "002",
  "__2",
  "15",
  "03",
  "3",
  "04",
  "4",
  "05",
  "5",
  "PM",
  "pm",
  "-0700",
  "-07:00",
  "-07",
  "-070000",
  "-07:00:00",
  "Z0700",
  "Z07:00",
  "Z07",
  "Z07:00:00",
  ".000",
  ".999999999",
  ",00",
  ".0001",
  "_2006",
  "T",
  "x",
  "é",
  " ",
  ":",
  "-",
);
export const layout = oneof(
  array(layoutPart, { maxLength: 8 }).map((parts) => parts.join("")),
  constantFrom("RFC3339", "RFC3339Nano", "ANSIC", "RFC1123Z", "RFC822Z", "RubyDate"),
);
export const stamp = oneof(
  stringMatching(
    /^20[0-9]{2}-(?:0[0-9]|1[0-3])-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](?:[.,][0-9]{1,11})?(?:Z|[+-][0-2][0-9]:[0-6][0-9]|)$/,
  ),
  constantFrom(
    "2024-02-29T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "2262-04-11T23:47:16.854775807Z",
    "2262-04-11T23:47:16.854775808Z",
  ),
);
/** A layout, and a text that may fit it. */
export const stamped = oneof(
  tuple(
    constantFrom(
      "RFC1123",
      "RFC1123Z",
      "RFC822",
      "RFC850",
      "UnixDate",
      "Mon, _2 Jan 06 3:04 pm MST",
      "2006-002 15h",
    ),
    constantFrom(
      "Mon, 02 Jan 2023 15:04:05 MST",
      "Mon, 02 Jan 2023 15:04:05 +0100",
      "02 Jan 70 15:04 CEST",
      "Monday, 02-Jan-69 15:04:05 GMT+3",
      "mon, 02 JAN 2023 15:04:05 UTC",
      "Tue Feb  3 04:05:06 WITA 2004",
      "Tue,  3 Feb 04 12:05 am GMT-12",
      "Tue, 30 Feb 04 12:05 pm ChST",
      "2024-366 1h",
      "2023-366 1h",
      "2023-060 23h",
      "2024-060 24h",
    ),
  ),
  tuple(constant("RFC3339"), stamp),
  tuple(constant("2006-01-02T15:04:05.000Z07:00"), stamp),
  tuple(constant("2006-1-2T15:4:5.99Z07:00"), stamp),
);
export const duration = oneof(
  tuple(
    constantFrom("", "-", "+"),
    array(
      tuple(
        constantFrom("0", "1", "1.5", ".5", "2.", "90", "1e2", "106751", "0.000001", ""),
        constantFrom("ns", "us", "µs", "ms", "s", "m", "h", "d", "w", "y", "x", ""),
      ).map((parts) => parts.join("")),
      { maxLength: 3 },
    ),
  ).map(([sign, parts]) => sign + parts.join("")),
  constantFrom(
    "0",
    "-0",
    "",
    "292y",
    "293y",
    "9223372036854775807ns",
    "9223372036854775808ns",
    "-9223372036854775808ns",
    "1.1.1d",
  ),
);

export const networks = oneof(text(narrow), list(text(cidr), 3), set(text(cidr)), object(text(cidr)));
