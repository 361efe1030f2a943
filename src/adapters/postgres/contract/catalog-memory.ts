import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { readOtherSettings } from "../connection/session-settings.ts";
import { readStamp } from "./catalog-stamp.ts";
import { type Catalog, readCatalog } from "./schema-facts.ts";

/** Enough for the live database and the copies of a rehearsal. */
const KEPT = 8;

/** Catalogs that this process has read, by their stamps; the one that was used last stands last. */
const known = new Map<string, Catalog>();

/**
 * The catalog in the session's transaction. Where it has the stamp of one that this process has read, nothing of it has changed, and it is not
 * read again. The settings, which belong to the session, are always read. PGlite's engines can't be told apart by stamps.
 */
export async function readCatalogOnce(
  session: SqlSession,
  { engine }: Pick<SqlSource, "engine">,
): Promise<Catalog> {
  if (engine === "pglite") return readCatalog(session);
  const [stamp, settings] = await Promise.all([readStamp(session), readOtherSettings(session)]);
  const recalled = stamp === null || settings.length > 0 ? undefined : known.get(stamp);
  const catalog = recalled ?? (await readCatalog(session));
  if (stamp !== null && catalog.settings.length === 0) keep(stamp, catalog);
  return catalog;
}

function keep(stamp: string, catalog: Catalog): void {
  known.delete(stamp);
  known.set(stamp, catalog);
  for (const oldest of [...known.keys()].slice(0, -KEPT)) known.delete(oldest);
}
