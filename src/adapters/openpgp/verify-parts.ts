import { enums } from "openpgp";
import type { Packet } from "./verify-packets.ts";
import type { KeyStatements, Statement } from "./verify-state.ts";
import {
  type KeyPacket,
  readStatement,
  readSubkeyPacket,
  type Subject,
  type SubkeyPacket,
} from "./verify-statements.ts";

/** A key file in its parts, with what the key itself says of each. */
export interface KeyParts extends KeyStatements {
  readonly subkeys: readonly SubkeyPart[];
  /** What could restrict the key and was not understood, one sentence each. */
  readonly problems: readonly string[];
}

interface SubkeyPart {
  readonly packet: SubkeyPacket;
  readonly statements: readonly Statement[];
}

const DIRECT: Subject["types"] = {
  [enums.signature.key]: "binds",
  [enums.signature.keyRevocation]: "revokes",
};
const USER: Subject["types"] = {
  [enums.signature.certGeneric]: "binds",
  [enums.signature.certPersona]: "binds",
  [enums.signature.certCasual]: "binds",
  [enums.signature.certPositive]: "binds",
  [enums.signature.certRevocation]: "revokes",
};
const SUBKEY: Subject["types"] = {
  [enums.signature.subkeyBinding]: "binds",
  [enums.signature.subkeyRevocation]: "revokes",
};

/** A packet with its place in the file, counted from 1. */
interface Placed extends Packet {
  readonly place: number;
}

/** The primary key, a user id, an attribute or a subkey, with the signatures that follow it. */
interface Section {
  readonly head: Placed;
  readonly signatures: Placed[];
}

/** Reads every packet of a key file; none is skipped, because it could be the revocation. */
export async function readParts(primary: KeyPacket, packets: readonly Packet[]): Promise<KeyParts> {
  const direct: Statement[] = [];
  const users = new Map<string, Statement[]>();
  const subkeys: SubkeyPart[] = [];
  const problems: string[] = [];
  const seen = new Set([primary.getFingerprint()]);
  const read = async ({ signatures }: Section, subject: Subject, found: Statement[]) => {
    for (const signature of signatures) {
      await noteFault(signature, problems, async () => {
        const statement = await readStatement(signature, primary, subject);
        if (statement !== null) found.push(statement);
      });
    }
  };
  for (const section of splitSections(packets)) {
    const { tag, body } = section.head;
    await noteFault(section.head, problems, async () => {
      if (tag === enums.packet.publicKey) return await read(section, aboutKey(primary), direct);
      // GnuPG takes flags and ends from the signatures on a picture as well.
      if (tag === enums.packet.userID || tag === enums.packet.userAttribute) {
        const id = `${tag} ${Buffer.from(body).toString("latin1")}`;
        const statements = users.get(id) ?? [];
        users.set(id, statements);
        return await read(section, aboutUser(primary, section.head), statements);
      }
      if (tag !== enums.packet.publicSubkey) throw new SyntaxError(`a packet of type ${tag}`);
      const packet = await readSubkeyPacket(section.head);
      if (seen.has(packet.getFingerprint())) throw new SyntaxError("a key that stands twice");
      seen.add(packet.getFingerprint());
      const statements: Statement[] = [];
      subkeys.push({ packet, statements });
      return await read(section, aboutSubkey(primary, packet), statements);
    });
  }
  return { direct, users: [...users.values()], subkeys, problems };
}

function splitSections(packets: readonly Packet[]): readonly Section[] {
  const sections: Section[] = [];
  for (const [index, packet] of packets.entries()) {
    const placed = { ...packet, place: index + 1 };
    const last = sections.at(-1);
    if (packet.tag === enums.packet.signature && last !== undefined) last.signatures.push(placed);
    else sections.push({ head: placed, signatures: [] });
  }
  return sections;
}

async function noteFault({ place }: Placed, problems: string[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    problems.push(`packet ${place}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function aboutKey(primary: KeyPacket): Subject {
  return { name: "the key", madeAt: primary.created, types: DIRECT, data: { key: primary }, subkey: null };
}

function aboutUser(primary: KeyPacket, { tag, body }: Packet): Subject {
  // As it stands in the file: the library would decode it, and some old names are not UTF-8.
  const written = { write: () => body };
  const isName = tag === enums.packet.userID;
  const text = Buffer.from(body).toString("utf8").slice(0, 80);
  return {
    name: isName ? `the user id ${JSON.stringify(text)}` : "a picture",
    madeAt: primary.created,
    types: USER,
    data: { key: primary, ...(isName ? { userID: written } : { userAttribute: written }) },
    subkey: null,
  };
}

function aboutSubkey(primary: KeyPacket, packet: SubkeyPacket): Subject {
  return {
    name: `the subkey ${packet.getFingerprint().toUpperCase()}`,
    madeAt: packet.created,
    types: SUBKEY,
    data: { key: primary, bind: packet },
    subkey: packet,
  };
}
