import assert from "node:assert/strict";
import { test } from "node:test";
import { framedDump } from "../../../src/adapters/backup/framed-dump.ts";

const frame = { before: "select 'before';\n", after: "select 'after';\n", excludeTables: [] };
const DUMP = `--
-- PostgreSQL database dump
--

\\restrict aB1

SET statement_timeout = 0;
CREATE SCHEMA cutter_governance;
CREATE SCHEMA public;
ALTER SCHEMA public OWNER TO pg_database_owner;

SET default_tablespace = '';
COPY public.t (body) FROM stdin;
é CREATE SCHEMA public;
CREATE SCHEMA public;
\\restrict aB1
\\unrestrict aB1
\\.
--
-- PostgreSQL database dump complete
--

\\unrestrict aB1

`;

async function framed(dump: string, size: number): Promise<string> {
  const bytes = Buffer.from(dump);
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const all: Uint8Array[] = [];
  for await (const chunk of framedDump(chunks(), frame)) all.push(chunk);
  return Buffer.concat(all).toString();
}

for (const size of [1, 7, 300, 100_000]) {
  test(`schema public is kept, and nothing behind the schemas is touched (chunks of ${size})`, async () => {
    const text = await framed(DUMP, size);
    assert.equal(text.split("CREATE SCHEMA IF NOT EXISTS public;").length, 2);
    assert.match(
      text,
      /\né CREATE SCHEMA public;\nCREATE SCHEMA public;\n\\restrict aB1\n\\unrestrict aB1\n\\\.\n/,
    );
  });

  test(`the lock against psql commands goes around everything (chunks of ${size})`, async () => {
    const text = await framed(DUMP, size);
    assert.ok(text.startsWith("\\restrict aB1\nselect 'before';\n--\n"));
    assert.ok(
      text.endsWith("-- PostgreSQL database dump complete\n--\n\nselect 'after';\n\\unrestrict aB1\n"),
    );
  });

  test(`a dump without the lock is framed as well (chunks of ${size})`, async () => {
    const plain = DUMP.replaceAll(/^\\(un)?restrict aB1\n/gm, "");
    const text = await framed(plain, size);
    assert.equal(
      text,
      `${frame.before}${plain.replace("CREATE SCHEMA public", "CREATE SCHEMA IF NOT EXISTS public")}${frame.after}`,
    );
  });
}
