import type { SqlSource } from "../../../ports/sql.ts";
import { allowLong } from "../connection/allow-long.ts";
import { readAlteredUnits } from "./altered-units.ts";
import { readUnaccountedRows } from "./document-rows.ts";
import { namePartedRows } from "./parted-rows.ts";
import { nameUnpermitted } from "./permitted-rows.ts";
import { nameOtherCounts, nameRowsBesideReceipts } from "./rows-beside-receipts.ts";

/** Everything by which a row of a document can be named, of which it is known that these of its tables differ. */
export async function nameRows(
  sql: SqlSource,
  docPrefix: string,
  tables: ReadonlySet<string>,
): Promise<readonly string[]> {
  const altered = await readAlteredUnits(sql, docPrefix);
  const unaccounted = await readUnaccountedRows(sql, docPrefix);
  await using session = await sql.open("verify");
  await session.query("begin isolation level repeatable read read only");
  await allowLong(session);
  const parted = await namePartedRows(session, docPrefix);
  const unpermitted = await nameUnpermitted(session, docPrefix);
  const counts = await nameOtherCounts(session, docPrefix);
  const beside = await nameRowsBesideReceipts(session, docPrefix, (table) => tables.has(table));
  await session.query("commit");
  return [
    ...altered,
    ...parted,
    ...unpermitted,
    ...counts,
    ...unaccounted.map((found) => `rows that no run has written: ${found}`),
    ...beside,
  ];
}
