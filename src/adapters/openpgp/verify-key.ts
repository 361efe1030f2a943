import { enums } from "openpgp";
import type { KeyFacts, SignerFacts } from "../../domain/signature.ts";
import { algorithmOf } from "./key-algorithm.ts";
import { decodeArmour } from "./verify-armour.ts";
import { readPackets } from "./verify-packets.ts";
import { type KeyParts, readParts } from "./verify-parts.ts";
import { judgePrimary, judgeSubkey, type KeyState } from "./verify-state.ts";
import { type KeyPacket, readKeyPacket, type SubkeyPacket } from "./verify-statements.ts";

/** A key with a hundred signatures by others has a tenth of it. */
const MAX_KEY_FILE_BYTES = 65_536;

export interface ParsedKey {
  readonly facts: KeyFacts;
  readonly signers: readonly ParsedSigner[];
  /** Keys of the file that may not sign, with the reason. */
  readonly others: readonly { readonly fingerprint: string; readonly why: string }[];
}

export interface ParsedSigner {
  readonly facts: SignerFacts;
  readonly keyPacket: KeyPacket | SubkeyPacket;
}

/** Reads a file of one armoured public key; a fault of the file becomes a problem in its facts, not an exception. */
export async function parseKeyFile(file: Uint8Array): Promise<ParsedKey> {
  if (file.length > MAX_KEY_FILE_BYTES) return broken("", [`is larger than ${MAX_KEY_FILE_BYTES} bytes`]);
  const text = Buffer.from(file).toString("latin1").replaceAll("\r\n", "\n").trim();
  const bytes = decodeArmour(text, "PGP PUBLIC KEY BLOCK");
  if (bytes === null) return broken("", ["is not one armoured OpenPGP public key and nothing else"]);
  const packets = readPackets(bytes) ?? [];
  const [first] = packets;
  if (first === undefined) return broken("", ["holds no whole packet"]);
  if (packets.some(({ tag }) => SECRET.includes(tag))) return broken("", ["holds a private key"]);
  if (first.tag !== enums.packet.publicKey)
    return broken("", [`begins with a packet of type ${first.tag}, not with a public key`]);
  const keys = packets.filter(({ tag }) => tag === enums.packet.publicKey).length;
  if (keys > 1) return broken("", [`holds ${keys} keys, and may hold one`]);
  let primary: KeyPacket;
  try {
    primary = await readKeyPacket(first);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return broken("", [`is not an OpenPGP public key that can be used (${why})`]);
  }
  const fingerprint = fingerprintOf(primary);
  const parts = await readParts(primary, packets);
  return parts.problems.length > 0 ? broken(fingerprint, parts.problems) : readSigners(primary, parts);
}

const SECRET: readonly number[] = [enums.packet.secretKey, enums.packet.secretSubkey];

function readSigners(primary: KeyPacket, parts: KeyParts): ParsedKey {
  const state = judgePrimary(parts);
  const fingerprint = fingerprintOf(primary);
  if (state.invalid !== null) return broken(fingerprint, [state.invalid]);
  const keys: readonly JudgedKey[] = [
    { packet: primary, state },
    ...parts.subkeys.map(({ packet, statements }) => ({
      packet,
      state: under(state, judgeSubkey(statements)),
    })),
  ];
  const isSigner = ({ state: { unfit, revokedBy } }: JudgedKey) => unfit === null || revokedBy !== null;
  const signers = keys.filter(isSigner).map(signerOf);
  const others = keys
    .filter((key) => !isSigner(key))
    .map(({ packet, state: { unfit, isMeant } }) => ({
      fingerprint: fingerprintOf(packet),
      why: unfit ?? "",
      isMeant: isMeant && !ENCRYPTION.test(algorithmOf(packet).name),
    }));
  // Where nothing may sign, a part that was not meant to is the cause as well.
  const notices = others
    .filter(({ isMeant }) => isMeant || signers.length === 0)
    .map((other) => `${other.fingerprint} cannot sign: ${other.why}`);
  return {
    facts: {
      system: "openpgp",
      fingerprint,
      signers: signers.map(({ facts }) => facts),
      problems: [],
      notices,
    },
    signers,
    others,
  };
}

interface JudgedKey {
  readonly packet: KeyPacket | SubkeyPacket;
  readonly state: KeyState;
}

/** A subkey lives no longer than its primary key. */
function under(primary: KeyState, own: KeyState): KeyState {
  const { endsAt, endedBy } =
    own.endsAt === null || (primary.endsAt !== null && primary.endsAt < own.endsAt) ? primary : own;
  const [first = null] = [primary.revokedBy, own.revokedBy]
    .flatMap((each) => each ?? [])
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  return { ...own, revokedBy: first, endsAt, endedBy };
}

function signerOf({ packet, state }: JudgedKey): ParsedSigner {
  const { endsAt, endedBy, revokedBy } = state;
  return {
    keyPacket: packet,
    facts: {
      fingerprint: fingerprintOf(packet),
      algorithm: algorithmOf(packet),
      createdAt: packet.created,
      expiresAt: endsAt,
      endedBy,
      revokedBy: revokedBy?.name ?? null,
      revokedAt: revokedBy?.at ?? null,
    },
  };
}

const ENCRYPTION = /^(?:elgamal|ecdh|x25519|x448)/;

function fingerprintOf(key: KeyPacket | SubkeyPacket): string {
  return key.getFingerprint().toUpperCase();
}

function broken(fingerprint: string, problems: readonly string[]): ParsedKey {
  return {
    facts: { system: "openpgp", fingerprint, signers: [], problems, notices: [] },
    signers: [],
    others: [{ fingerprint, why: problems[0] ?? "" }],
  };
}
