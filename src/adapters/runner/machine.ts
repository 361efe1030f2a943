import { execFile } from "node:child_process";
import { stat, statfs } from "node:fs/promises";
import type { Machine } from "../../ports/machine.ts";

/** How long a program may take to tell its version. */
const VERSION_MS = 10_000;

export const localMachine: Machine = {
  nodeVersion: process.versions.node,
  readToolVersion: (command, args) =>
    new Promise((resolve) => {
      execFile(
        command,
        [...args],
        { timeout: VERSION_MS, killSignal: "SIGKILL" },
        (fault, stdout, stderr) => {
          resolve(fault === null ? (`${stdout}${stderr}`.trim().split("\n")[0] ?? "") : null);
        },
      );
    }),
  readMode: (path) =>
    stat(path).then(
      (found) => found.mode & 0o777,
      () => null,
    ),
  async readFreeBytes(path) {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};
