/**
 * Capabilities of a file as `getcap` prints them: `cap_net_raw=ep`; with ` [rootid=1000]` where they are for a user
 * namespace whose root that is.
 *
 * @param attribute `security.capability` (struct vfs_ns_cap_data, linux/capability.h)
 * @returns undefined for what no kernel takes
 */
export function capabilityText(attribute: Uint8Array): string | undefined {
  if (attribute.length < 4) return undefined;
  const view = new DataView(attribute.buffer, attribute.byteOffset, attribute.byteLength);
  const magic = view.getUint32(0, true);
  const revision = magic >>> 24;
  const words = WORDS[revision];
  const hasRoot = revision === 3;
  if (words === undefined || view.byteLength !== 4 + words * 8 + (hasRoot ? 4 : 0)) return undefined;
  const isEffective = (magic & 1) === 1;
  const states = Array.from({ length: 64 }, (_, bit) => {
    const word = bit >>> 5;
    if (word >= words) return 0;
    const isSet = (at: number): boolean => ((view.getUint32(at, true) >>> (bit & 31)) & 1) === 1;
    const permitted = isSet(4 + word * 8);
    const inheritable = isSet(8 + word * 8);
    return (
      (permitted ? PERMITTED : 0) |
      (inheritable ? INHERITABLE : 0) |
      (isEffective && (permitted || inheritable) ? EFFECTIVE : 0)
    );
  });
  const root = hasRoot ? view.getUint32(4 + words * 8, true) : 0;
  return `${textOf(states)}${root === 0 ? "" : ` [rootid=${root}]`}`;
}

/** Of 32 capabilities each, by the attribute's revision. */
const WORDS: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 2 };

const EFFECTIVE = 1;
const PERMITTED = 2;
const INHERITABLE = 4;

/** By libcap's cap_to_text: what most of the capabilities have is said first, then what differs from it, by groups. */
function textOf(states: readonly number[]): string {
  const named = states.slice(0, NAMES.length);
  const usual = mostOf(named);
  let text = `=${flags(usual)}`;
  for (const state of STATES) {
    const names = NAMES.filter((_, bit) => named[bit] === state);
    if (state === usual || names.length === 0) continue;
    const [added, taken] = [state & ~usual, usual & ~state];
    // "= cap_chown+ep" is the same as "cap_chown=ep".
    const isFirst = text === "=" && added !== 0;
    text = `${isFirst ? "" : `${text} `}${names.join(",")}`;
    if (added !== 0) text += `${isFirst ? "=" : "+"}${flags(added)}`;
    if (taken !== 0) text += `-${flags(taken)}`;
  }
  // Those that have no name yet are never among the usual ones.
  for (const state of STATES.filter((each) => each !== 0)) {
    const numbers = states.flatMap((each, bit) => (bit >= NAMES.length && each === state ? [bit] : []));
    if (numbers.length > 0) text += ` ${numbers.join(",")}+${flags(state)}`;
  }
  return text;
}

/** In the order in which they are told. */
const STATES = [7, 6, 5, 4, 3, 2, 1, 0];

function mostOf(states: readonly number[]): number {
  const counts = STATES.toReversed().map((state) => states.filter((each) => each === state).length);
  return counts.indexOf(Math.max(...counts));
}

function flags(state: number): string {
  return [
    (state & EFFECTIVE) === 0 ? "" : "e",
    (state & INHERITABLE) === 0 ? "" : "i",
    (state & PERMITTED) === 0 ? "" : "p",
  ].join("");
}

/** capabilities(7), by their numbers in linux/capability.h. */
const NAMES = [
  "chown",
  "dac_override",
  "dac_read_search",
  "fowner",
  "fsetid",
  "kill",
  "setgid",
  "setuid",
  "setpcap",
  "linux_immutable",
  "net_bind_service",
  "net_broadcast",
  "net_admin",
  "net_raw",
  "ipc_lock",
  "ipc_owner",
  "sys_module",
  "sys_rawio",
  "sys_chroot",
  "sys_ptrace",
  "sys_pacct",
  "sys_admin",
  "sys_boot",
  "sys_nice",
  "sys_resource",
  "sys_time",
  "sys_tty_config",
  "mknod",
  "lease",
  "audit_write",
  "audit_control",
  "setfcap",
  "mac_override",
  "mac_admin",
  "syslog",
  "wake_alarm",
  "block_suspend",
  "audit_read",
  "perfmon",
  "bpf",
  "checkpoint_restore",
].map((name) => `cap_${name}`);
