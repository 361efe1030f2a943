import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Signer } from "./control-repo.ts";

const run = promisify(execFile);

/** An SSH key made and used by the real ssh-keygen. */
export interface SshKey {
  readonly publicKey: string;
  /** `SHA256:…`, as ssh-keygen prints it. */
  readonly fingerprint: string;
  readonly privateKeyFile: string;
  readonly signer: Signer;
  /** Signs in any namespace and with any hash. */
  readonly sign: (payload: Uint8Array, options?: { namespace?: string; hash?: string }) => Promise<string>;
}

export interface SshKeyFolder extends AsyncDisposable {
  make(type: string, bits?: number): Promise<SshKey>;
  /** The same key under a certificate that `authority` made for the namespace git. */
  certify(key: SshKey, authority: SshKey): Promise<SshKey>;
}

export async function openSshKeyFolder(): Promise<SshKeyFolder> {
  const folder = await mkdtemp(join(tmpdir(), "iu-cutter-ssh-"));
  let count = 0;
  const next = (name: string) => {
    count += 1;
    return join(folder, `${name}-${count}`);
  };
  const open = async (file: string): Promise<SshKey> => {
    const listed = await run("ssh-keygen", ["-l", "-f", `${file}.pub`]);
    const sign: SshKey["sign"] = async (payload, { namespace = "git", hash = "sha512" } = {}) => {
      const message = next("message");
      await writeFile(message, payload);
      const options = ["-n", namespace, "-O", `hashalg=${hash}`, "-f", `${file}.pub`];
      await run("ssh-keygen", ["-q", "-Y", "sign", ...options, message]);
      return await readFile(`${message}.sig`, "utf8");
    };
    return {
      publicKey: await readFile(`${file}.pub`, "utf8"),
      fingerprint: listed.stdout.split(" ")[1] ?? "",
      privateKeyFile: file,
      sign,
      signer: (payload) => sign(payload),
    };
  };
  return {
    async make(type, bits) {
      const file = next("key");
      const size = bits === undefined ? [] : ["-b", String(bits)];
      await run("ssh-keygen", ["-q", "-t", type, ...size, "-N", "", "-C", basename(file), "-f", file]);
      return await open(file);
    },
    async certify(key, authority) {
      const file = next("certified");
      await copyFile(key.privateKeyFile, file);
      await copyFile(`${key.privateKeyFile}.pub`, `${file}.pub`);
      await run("ssh-keygen", ["-q", "-s", authority.privateKeyFile, "-I", "id", "-n", "git", `${file}.pub`]);
      await rename(`${file}-cert.pub`, `${file}.pub`);
      return await open(file);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
