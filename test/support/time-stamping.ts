import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A time stamping authority of the real openssl (RFC 3161), in a folder of its own. */
export interface StampAuthority extends AsyncDisposable {
  /** The certificate at its top, and that of the signer below it. */
  readonly certificate: string;
  readonly signerCertificate: string;
  /** Answers a question that somebody else has made. */
  answer(query: string, out: string): Promise<void>;
  /** Asks and answers for a file; `hash` is of what is stamped, without `cert` the answer has no certificates. */
  stamp(
    data: string,
    out: string,
    options?: { readonly hash?: string; readonly cert?: boolean },
  ): Promise<void>;
}

/** `signerEndsAt` is when the certificate of the signer ends; the one above it ends in ten years. */
export async function openStampAuthority({
  signerEndsAt = new Date("2036-01-01T00:00:00Z"),
} = {}): Promise<StampAuthority> {
  const folder = await mkdtemp(join(tmpdir(), "iu-cutter-tsa-"));
  const env = { PATH: process.env["PATH"] ?? "", OPENSSL_CONF: "/dev/null", LC_ALL: "C" };
  const openssl = (...args: readonly string[]) => run("openssl", args, { cwd: folder, env });
  const at = (name: string) => join(folder, name);
  await writeFile(at("config"), CONFIG);
  for (const [name, content] of [
    ["index", ""],
    ["serial", "01\n"],
    ["stamps", "01\n"],
  ] as const)
    await writeFile(at(name), content);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "config"];
  const top = ["-x509", "-days", "3650", "-subj", "/CN=Top", "-extensions", "top"];
  await openssl("req", ...key, ...top, "-keyout", "top.key", "-out", "top.pem");
  await openssl("req", "-new", ...key, "-subj", "/CN=Stamps", "-keyout", "signer.key", "-out", "signer.csr");
  const end = signerEndsAt.toISOString().replace(/[-:T]|\.\d{3}/g, "");
  const signer = [
    "-in",
    "signer.csr",
    "-out",
    "signer.pem",
    "-notext",
    "-enddate",
    end,
    "-extensions",
    "signer",
  ];
  await openssl("ca", "-batch", "-config", "config", "-cert", "top.pem", "-keyfile", "top.key", ...signer);
  const answer: StampAuthority["answer"] = async (query, out) => {
    const by = ["-signer", "signer.pem", "-inkey", "signer.key", "-config", "config", "-section", "stamping"];
    await openssl("ts", "-reply", "-queryfile", query, ...by, "-out", out);
  };
  return {
    certificate: at("top.pem"),
    signerCertificate: at("signer.pem"),
    answer,
    async stamp(data, out, { hash = "sha256", cert = true } = {}) {
      await openssl("ts", "-query", "-data", data, `-${hash}`, ...(cert ? ["-cert"] : []), "-out", "query");
      await answer("query", out);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const CONFIG = `[req]
distinguished_name = name
prompt = no
[name]
CN = Test
[top]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[signer]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ca]
default_ca = own
[own]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
[any]
commonName = supplied
[stamping]
serial = stamps
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha1, sha256, sha384, sha512
ess_cert_id_alg = sha256
`;
