import type { App } from "../../src/compose/app.ts";
import { cutAndEnact, registerVersion, type VersionWords } from "./amend-document.ts";
import { must, type TestSetup } from "./test-setup.ts";

/** The text of a law of numbered articles, one line each. */
function lawWith(title: string, articles: readonly string[]): string {
  return `# ${title}\n\n${articles.map((text, at) => `# Article ${at + 1}\n\n${text}\n`).join("\n")}`;
}

/** Registers a version of a law, cuts and enacts it. */
export async function enactVersion(
  setup: TestSetup,
  app: App,
  version: {
    readonly documentId: string;
    readonly articles: readonly string[];
  } & VersionWords,
): Promise<void> {
  const { documentId, articles, ...words } = version;
  const text = lawWith(documentId, articles);
  const { outcome } = await registerVersion(await setup.live.openSource(), { documentId, text, ...words });
  must(outcome);
  await cutAndEnact(setup, app, documentId);
}

/** What stands at each address on a day: address and first line, as it was known at a time. */
export async function readDay(
  setup: TestSetup,
  documentId: string,
  day: string,
  knownAt: string | null = null,
): Promise<readonly string[]> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ line: string }>(
    `select split_part(address, '/', 2) || ': ' || split_part(btrim(split_part(body, E'\\n', 3)), E'\\n', 1) as line
     from public.iu_as_of($1, $2::text::date, coalesce($3::text::timestamptz, now()))`,
    [documentId, day, knownAt],
  );
  return rows.map(({ line }) => line);
}

/** The clock of the database, to the microsecond. */
export async function databaseNow(setup: TestSetup): Promise<string> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ now: string }>("select clock_timestamp()::text as now");
  return rows[0]?.now ?? "";
}
