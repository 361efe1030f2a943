import { judgeRecipient } from "../../src/adapters/openpgp/encrypt-recipient.ts";
import { decodeArmour } from "../../src/adapters/openpgp/verify-armour.ts";
import { readPackets } from "../../src/adapters/openpgp/verify-packets.ts";
import { readSignatureBody } from "../../src/adapters/openpgp/verify-subpackets.ts";
import { createSshVerifier } from "../../src/adapters/ssh/verify.ts";
import { parseStatement } from "../../src/domain/approval.ts";
import { parseRequest } from "../../src/engine/approvals/parse-request.ts";
import { parseStrictJson } from "../../src/json/parse-strict-json.ts";
import { findWorkflowFaults } from "../../src/trust/find-workflow-faults.ts";
import { parseCommit } from "../../src/trust/git/parse-commit.ts";
import { parseLinks } from "../../src/trust/git/parse-links.ts";
import { parseTree } from "../../src/trust/git/parse-tree.ts";
import { refuseTwin } from "../../src/trust/paths.ts";
import { parsePolicy } from "../../src/trust/policy/parse-policy.ts";
import { readWorkflow } from "../../src/trust/read-workflow.ts";
import { judgeSignatureForm } from "../../src/trust/signature-form.ts";
import { makePolicy } from "./approval-story.ts";

/** A reader of bytes that an outsider writes, with the input of a size that is the hardest for it. */
export interface ReaderInput {
  readonly name: string;
  /** The size up to which it is measured: at most what the reader reads. */
  readonly limit: number;
  /** Makes an input of about `size` bytes, and gives what reads it; only the reading is to be measured. */
  prepare(size: number): () => unknown;
}

const ID = "a".repeat(40);
const fill = (unit: string, size: number) => unit.repeat(Math.ceil(size / unit.length));
const ARMOUR = ["-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"] as const;

const armour = (name: string, unit: string): ReaderInput => ({
  name,
  limit: 65_536,
  prepare(size) {
    const text = `${ARMOUR[0]}\n${fill(unit, size)}x\n${ARMOUR[1]}`;
    return () => decodeArmour(text, "PGP SIGNATURE");
  },
});

const commit = (name: string, unit: string): ReaderInput => ({
  name,
  limit: 800_000,
  prepare(size) {
    const who = "A <a@example.org> 1780000000 +0000";
    const text = `tree ${ID}\n${fill(unit, size)}author ${who}\ncommitter ${who}\n${fill("x y\n", size / 10)}\n`;
    const bytes = Buffer.from(text);
    return () => [parseCommit(ID, bytes), parseLinks(ID, bytes)];
  },
});

const json = (name: string, make: (size: number) => string): ReaderInput => ({
  name,
  limit: 262_144,
  prepare(size) {
    const text = make(size);
    return () => parseStrictJson(text);
  },
});

const CHECKOUT = `      - uses: actions/checkout@${ID}\n        with:\n          persist-credentials: false\n`;
const WORKFLOW_PARTS: readonly (readonly [string, (index: number) => string])[] = [
  ["checkouts", () => CHECKOUT],
  ["scripts", () => "      - run: a\n"],
  [
    "texts of others",
    (index) => `      - run: $A${index}\n        env:\n          A${index}: \${{ inputs.a }}\n`,
  ],
  ["fetched texts", (index) => `      - run: A${index}=$(git log) gh pr xargs sh -c "$A${index}"\n`],
  ["long lines", () => `      - run: ${"git gh pr xargs eval sh ".repeat(80)}\n`],
  ["keys", (index) => `        a${index}: b\n`],
  ["jobs", (index) => `  j${index}:\n    runs-on: [self-hosted]\n`],
];

/** Every reader of keys, signatures, commits, trees, policies, requests, statements and workflows. */
export const READER_INPUTS: readonly ReaderInput[] = [
  armour("an armour of empty lines", "\n"),
  armour("an armour of headers", "Comment: x\n"),
  armour("an armour of base64", "AAAA\n"),
  {
    name: "a ring of keys that only begin",
    limit: 1_000_000,
    prepare(size) {
      const keyFile = Buffer.from(fill("-----BEGIN PGP\n", size).slice(0, size));
      return () => judgeRecipient({ fingerprint: "A".repeat(40), keyFile, now: new Date(0) });
    },
  },
  {
    name: "packets of no length",
    limit: 65_536,
    prepare(size) {
      const bytes = Buffer.alloc(size, Buffer.from([0xc2, 0]));
      return () => readPackets(bytes);
    },
  },
  {
    name: "a signature of small subpackets",
    limit: 65_000,
    prepare(size) {
      const area = Buffer.alloc(size - (size % 2), Buffer.from([1, 30]));
      const head = Buffer.from([4, 0, 22, 8, area.length >> 8, area.length & 0xff]);
      const body = Buffer.concat([head, area, Buffer.alloc(10)]);
      return () => {
        try {
          return readSignatureBody(body);
        } catch (cause) {
          if (cause instanceof SyntaxError) return null;
          throw cause;
        }
      };
    },
  },
  {
    name: "an SSH key file of comments",
    limit: 16_384,
    prepare(size) {
      const file = Buffer.from(fill("# x\n", size).slice(0, size));
      return () => createSshVerifier().readKey(file);
    },
  },
  {
    name: "a signature header of empty lines",
    limit: 16_384,
    prepare(size) {
      const text = `${ARMOUR[0]}\n${fill("\n", size - 100)}x\n${ARMOUR[1]}`;
      const who = { name: "A", email: "a@example.org", at: new Date(0) };
      const parsed = {
        tree: ID,
        parents: [],
        author: who,
        committer: who,
        message: "",
        signatures: [{ header: "gpgsig", text }],
        signedPayload: Buffer.alloc(0),
      };
      return () => judgeSignatureForm(ID, parsed);
    },
  },
  commit("a commit of parents", `parent ${ID}\n`),
  commit("a commit of a header that goes on", " x\n"),
  {
    name: "a tree of folders",
    limit: 400_000,
    prepare(size) {
      const count = Math.ceil(size / 36);
      const entries = Array.from({ length: count }, (_, index) =>
        Buffer.concat([Buffer.from(`40000 ${String(index).padStart(9, "0")}\0`), Buffer.alloc(20)]),
      );
      const bytes = Buffer.concat(entries);
      return () => parseTree(ID, bytes);
    },
  },
  {
    name: "a folder of names that look alike",
    limit: 200_000,
    prepare(size) {
      const entry = (name: string) => ({ mode: "40000", name, id: ID });
      const blanks = (index: number) => index.toString(2).replaceAll("0", " ").replaceAll("1", "\t");
      const names = Array.from({ length: Math.ceil(size / 20) }, (_, index) => `hold${blanks(index)}`);
      const folder = new Map(names.map((name) => [name, entry(name)]));
      return () => refuseTwin(new Map(folder), "HOLD", "approvals");
    },
  },
  {
    name: "a policy of accounts",
    limit: 200_000,
    prepare(size) {
      const accounts = Array.from({ length: Math.ceil(size / 9) }, (_, index) => `a${index}`);
      const key = { fingerprint: "A".repeat(40) };
      const text = Buffer.from(
        JSON.stringify(JSON.parse(makePolicy([{ id: "alice", key, more: { accounts } }]))),
      );
      return () => parsePolicy(text);
    },
  },
  json(
    "JSON of keys",
    (size) => `{${Array.from({ length: Math.ceil(size / 12) }, (_, at) => `"k${at}":1`).join()}}`,
  ),
  json("JSON of escapes", (size) => `["${fill("\\n", size)}"]`),
  json("JSON that is never closed", (size) => fill("[", size)),
  {
    name: "a request of one long text",
    limit: 262_000,
    prepare(size) {
      const text = JSON.stringify({ schema: fill("x", size) });
      return () => parseRequest(text);
    },
  },
  {
    name: "an approval of comments",
    limit: 4096,
    prepare(size) {
      const text = Buffer.from(fill("#\n", size).slice(0, size));
      return () => parseStatement(text);
    },
  },
  ...["a: b\n", "- ", "#", " ", "a"].map((unit) => ({
    name: `a workflow of ${JSON.stringify(unit)}`,
    limit: 200_000,
    prepare(size: number) {
      const text = fill(unit, size);
      return () => readWorkflow(text);
    },
  })),
  ...WORKFLOW_PARTS.map(([name, unit]) => ({
    name: `a judged workflow of ${name}`,
    limit: 130_000,
    prepare(size: number) {
      const head = `on:\n  push:\npermissions: {}\njobs:\n  one:\n    runs-on: [self-hosted]\n    steps:\n`;
      const count = Math.floor((size - head.length) / unit(10_000).length);
      const text = head + Array.from({ length: count }, (_, index) => unit(10_000 + index)).join("");
      return () => findWorkflowFaults({ name: "x.yml", text });
    },
  })),
];
