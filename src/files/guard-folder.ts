import { spawn } from "node:child_process";

/**
 * Waits in a process of its own for the end of this one, whatever its cause, and then removes the folder, because what is
 * in it may be plain text: a restored cluster, evidence. Backends that are about to end may still write, so it tries for three seconds. A
 * killed server also leaves its System V segment, whose id is the second word of line 7 of postmaster.pid.
 */
const SCRIPT = `
cat > /dev/null
sed -n 7p "$1/data/postmaster.pid" 2> /dev/null | while read -r key segment
do
  ipcrm --shmem-id "$segment" 2> /dev/null
done
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
do
  rm -rf -- "$1" 2> /dev/null
  test -e "$1" || exit 0
  sleep 0.1
done`;

/** Starts the guardian; `end`, called when the folder is gone, lets it exit. */
export function guardFolder(folder: string): { readonly end: () => void } {
  // In a session of its own, so that a signal to the group of this process does not end the guardian.
  const guardian = spawn("/bin/sh", ["-c", SCRIPT, "cutter-guardian", folder], {
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  // Without a shell the folder is still removed by dispose and by the next start.
  guardian.on("error", () => undefined);
  guardian.stdin?.on("error", () => undefined);
  guardian.unref();
  return { end: () => guardian.stdin?.end() };
}
