import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
}

export async function openSshKeyFolder(): Promise<SshKeyFolder> {
  const folder = await mkdtemp(join(tmpdir(), "iu-cutter-ssh-"));
  let count = 0;
  return {
    async make(type, bits) {
      count += 1;
      const file = join(folder, `key-${count}`);
      const size = bits === undefined ? [] : ["-b", String(bits)];
      await run("ssh-keygen", ["-q", "-t", type, ...size, "-N", "", "-C", `key ${count}`, "-f", file]);
      const listed = await run("ssh-keygen", ["-l", "-f", `${file}.pub`]);
      const sign: SshKey["sign"] = async (payload, { namespace = "git", hash = "sha512" } = {}) => {
        count += 1;
        const message = join(folder, `message-${count}`);
        await writeFile(message, payload);
        await run("ssh-keygen", [
          "-q",
          "-Y",
          "sign",
          "-n",
          namespace,
          "-O",
          `hashalg=${hash}`,
          "-f",
          file,
          message,
        ]);
        return await readFile(`${message}.sig`, "utf8");
      };
      return {
        publicKey: await readFile(`${file}.pub`, "utf8"),
        fingerprint: listed.stdout.split(" ")[1] ?? "",
        privateKeyFile: file,
        sign,
        signer: (payload) => sign(payload),
      };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
