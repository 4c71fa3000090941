import { readFileSync, readlinkSync } from "node:fs";
import os from "node:os";
import { isErrno } from "../model/error.ts";
import type { Owner } from "./owner.ts";

/** This process, as an owner of containers. Where there is no /proc, the host's name and the process ID must do. */
export function thisProcess(): Owner {
  return {
    machine: orEmpty(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()) || os.hostname(),
    pidNamespace: orEmpty(() => readlinkSync("/proc/self/ns/pid")),
    pid: process.pid,
    started: startOf(process.pid) ?? "",
  };
}

/**
 * When a process started, in clock ticks since boot.
 *
 * @returns undefined where there is no such process; empty where there is one, but no /proc to ask
 */
export function startOf(pid: number): string | undefined {
  const stat = orEmpty(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  if (stat === "") return isAlive(pid) ? "" : undefined;
  // proc_pid_stat(5): field 22. Field 2 is the program's name in parentheses, which may hold spaces and parentheses.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one, too.
    return isErrno(error, "EPERM");
  }
}

function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
