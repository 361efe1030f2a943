import assert from "node:assert/strict";
import { test } from "node:test";
import { ownSections } from "../../../src/adapters/backup/own-sections.ts";

const section = (kind: string, name: string, body: string) =>
  `\n--\n-- Name: ${name}; Type: ${kind}; Schema: public; Owner: app\n--\n\n${body}\n`;

const HEAD = "--\n-- PostgreSQL database dump\n--\n\nSET search_path = '';\n";
const TAIL = "\n--\n-- PostgreSQL database dump complete\n--\n";

/** What is written in pieces of that many bytes. */
async function filtered(text: string, bytes: number): Promise<string> {
  const dump = Buffer.from(text);
  async function* pieces(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < dump.length; at += bytes) yield dump.subarray(at, at + bytes);
  }
  const parts: Uint8Array[] = [];
  for await (const part of ownSections(pieces())) parts.push(part);
  return Buffer.concat(parts).toString();
}

const OWN = [
  section("TABLE", "unit_version", "CREATE TABLE public.unit_version (id uuid);"),
  section("FUNCTION", "fn_iu_create()", "CREATE FUNCTION public.fn_iu_create() …;"),
  section("COMMENT", "TABLE unit_version", "COMMENT ON TABLE public.unit_version IS 'a';"),
  section("COMMENT", "COLUMN unit_version.id", "COMMENT ON COLUMN public.unit_version.id IS 'a';"),
  section("ACL", "TABLE unit_version", "GRANT SELECT ON TABLE public.unit_version TO cutter_verify;"),
  "\n--\n-- Data for Name: unit_version; Type: TABLE DATA; Schema: public; Owner: app\n--\n\nCOPY … FROM stdin;\n-- Name: x; Type: TYPE; Schema: public; Owner: y\t--\n\\.\n",
];

const OTHERS = [
  ["TYPE", "list"],
  ["SHELL TYPE", "half"],
  ["DOMAIN", "word"],
  ["COLLATION", "german"],
  ["CONVERSION", "old"],
  ["OPERATOR", "==="],
  ["OPERATOR CLASS", "list_ops"],
  ["OPERATOR FAMILY", "list_ops"],
  ["AGGREGATE", "last(integer)"],
  ["STATISTICS", "pairs"],
  ["TEXT SEARCH CONFIGURATION", "plain"],
  ["TEXT SEARCH DICTIONARY", "plain"],
  ["SECURITY LABEL", "FUNCTION fn_iu_create()"],
  ["COMMENT", "TYPE list"],
  ["COMMENT", "COLUMN list.part"],
  ["ACL", "DOMAIN word"],
] as const;

test("a dump keeps the sections of iu-cutter and loses those of others, however it is cut into pieces (B-60)", async () => {
  const others = OTHERS.map(([kind, name]) => section(kind, name, `-- of others: ${name}`));
  const mixed = [HEAD, ...others, ...OWN.flatMap((own, index) => [own, others[index] ?? ""]), TAIL].join("");
  const own = [HEAD, ...OWN, TAIL].join("");
  for (const bytes of [1, 2, 3, 7, 8, 64, 1000, 100_000])
    assert.equal(await filtered(mixed, bytes), own, `pieces of ${bytes} bytes`);
});

for (const [kind, name] of OTHERS) {
  test(`a section of the kind ${kind} (${name}) is of others`, async () => {
    assert.equal(
      await filtered(`${HEAD}${section(kind, name, "CREATE …;")}${OWN[0]}${TAIL}`, 50),
      `${HEAD}${OWN[0]}${TAIL}`,
    );
  });
}

test("what begins like a section and has no end is content", async () => {
  const text = `${HEAD}${OWN[0]}\n--\n-- Name: ${"x".repeat(10_000)}${TAIL}`;
  assert.equal(await filtered(text, 900), text);
});
