import { withoutFinalLineEnds } from "../../domain/text-forms.ts";
import { readWire, WireError } from "./wire-reader.ts";

/** The fields of an SSH signature (OpenSSH PROTOCOL.sshsig). */
export interface SshSig {
  readonly publicKey: Buffer;
  readonly namespace: string;
  readonly reserved: Buffer;
  /** Hash of the message: `sha256` or `sha512`. */
  readonly messageHash: "sha256" | "sha512";
  /** `ssh-ed25519`, `rsa-sha2-512`, `sk-ssh-ed25519@openssh.com` … */
  readonly format: string;
  readonly signature: Buffer;
  /** Flags and counter that the authenticator of a security key signs too; 0 for other keys. */
  readonly flags: number;
  readonly counter: number;
}

/** A signature by the largest RSA key takes a fifth of it. */
const MAX_ARMOUR_CHARACTERS = 16_384;
const MAGIC = Buffer.from("SSHSIG");

/** Parses one armoured SSH signature; throws a `WireError` if it is anything else. */
export function parseSshSig(armoured: string): SshSig {
  if (armoured.length > MAX_ARMOUR_CHARACTERS)
    throw new WireError(`longer than ${MAX_ARMOUR_CHARACTERS} characters`);
  const lines = withoutFinalLineEnds(armoured).split("\n");
  if (lines.shift() !== "-----BEGIN SSH SIGNATURE-----" || lines.pop() !== "-----END SSH SIGNATURE-----") {
    throw new WireError("another armour");
  }
  const body = lines.join("");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body) || body.length % 4 !== 0) throw new WireError("broken base64");
  const blob = Buffer.from(body, "base64");
  if (!blob.subarray(0, MAGIC.length).equals(MAGIC)) throw new WireError("no SSHSIG preamble");
  const reader = readWire(blob.subarray(MAGIC.length));
  const version = reader.uint32();
  if (version !== 1) throw new WireError(`version ${version}`);
  const publicKey = reader.string();
  const namespace = reader.name();
  const reserved = reader.string();
  const messageHash = reader.name();
  if (messageHash !== "sha256" && messageHash !== "sha512") throw new WireError(`hash ${messageHash}`);
  const inner = readWire(reader.string());
  reader.end();
  const format = inner.name();
  const signature = inner.string();
  const isSecurityKey = format.startsWith("sk-");
  const flags = isSecurityKey ? inner.byte() : 0;
  const counter = isSecurityKey ? inner.uint32() : 0;
  inner.end();
  return { publicKey, namespace, reserved, messageHash, format, signature, flags, counter };
}
