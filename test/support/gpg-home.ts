import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Signer } from "./control-repo.ts";

/** A key ring of the real GnuPG in a folder of its own. */
export interface GpgHome extends AsyncDisposable {
  readonly path: string;
  gpg(args: readonly string[], input?: string | Uint8Array): Promise<string>;
  import(armoured: string): Promise<void>;
  /** Makes a key without a passphrase; returns its full fingerprint. */
  generate(userId: string, algorithm: string, expires?: string): Promise<string>;
  exportPublic(fingerprint: string): Promise<string>;
  /** Signs as git lets gpg sign: detached, armoured, at a time that can be faked. */
  signer(users: readonly string[], options?: readonly string[], fakedTime?: string): Signer;
}

export async function openGpgHome(): Promise<GpgHome> {
  const path = await mkdtemp(join(tmpdir(), "iu-gpg-"));
  await writeFile(join(path, "gpg-agent.conf"), "disable-scdaemon\nmax-cache-ttl 0\n");
  const gpg = (args: readonly string[], input: string | Uint8Array = "") => runGpg(path, args, input);
  const quiet = ["--batch", "--quiet", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", ""];
  return {
    path,
    gpg: (args, input) => gpg([...quiet, ...args], input),
    async import(armoured) {
      await gpg([...quiet, "--import"], armoured);
    },
    async generate(userId, algorithm, expires = "0") {
      await gpg([...quiet, "--quick-generate-key", userId, algorithm, "sign", expires]);
      const listed = await gpg([...quiet, "--with-colons", "--list-keys", userId]);
      return /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? "";
    },
    exportPublic: (fingerprint) => gpg([...quiet, "--armor", "--export", fingerprint]),
    signer:
      (users, options = [], fakedTime) =>
      (payload, at) => {
        const time = fakedTime ?? at.toISOString().replace(/[-:]|\.\d{3}Z/g, "");
        const who = users.flatMap((user) => ["--local-user", user]);
        const clock = ["--faked-system-time", `${time}!`, "--ignore-time-conflict"];
        return gpg([...quiet, ...clock, ...options, ...who, "--armor", "--detach-sign"], payload);
      },
    async [Symbol.asyncDispose]() {
      await runProgram("gpgconf", path, ["--kill", "all"], "");
      await rm(path, { recursive: true, force: true });
    },
  };
}

function runGpg(home: string, args: readonly string[], input: string | Uint8Array): Promise<string> {
  return runProgram("gpg", home, args, input);
}

function runProgram(
  program: string,
  home: string,
  args: readonly string[],
  input: string | Uint8Array,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", GNUPGHOME: home, HOME: home, LC_ALL: "C" };
    const child = execFile(program, [...args], { env, encoding: "utf8" }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${args.join(" ")}: ${stderr}`));
      else resolve(stdout);
    });
    child.stdin?.on("error", () => {
      // The exit code reports that the input was not read.
    });
    child.stdin?.end(input);
  });
}
