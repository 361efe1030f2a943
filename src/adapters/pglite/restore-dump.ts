import type { PGlite } from "@electric-sql/pglite";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { dumpLines } from "./dump-lines.ts";
import { type DumpPiece, splitDump } from "./split-dump.ts";

/** Runs a plain dump in one transaction; `STOP_RESTORE_DIFFERS` names the first statement that fails. */
export async function restoreDump(engine: PGlite, dump: AsyncIterable<Uint8Array>): Promise<Result<null>> {
  await engine.exec("begin");
  for await (const piece of splitDump(dumpLines(dump))) {
    const failure = await runPiece(engine, piece);
    if (failure === null) continue;
    return refusedDump(failure, piece.kind === "copy" ? `COPY ${piece.target}` : piece.text);
  }
  const failure = await runPiece(engine, { kind: "statement", text: "commit" });
  return failure === null ? accepted(null) : refusedDump(failure, "COMMIT");
}

async function runPiece(engine: PGlite, piece: DumpPiece): Promise<Error | null> {
  try {
    if (piece.kind === "statement") await engine.exec(piece.text);
    else await engine.query(`COPY ${piece.target} FROM '/dev/blob'`, [], { blob: new Blob([piece.rows]) });
    return null;
  } catch (cause) {
    // An error with an SQLSTATE is the engine's answer to the dump; any other is a fault of the engine.
    if (cause instanceof Error && "code" in cause) return cause;
    throw cause;
  }
}

function refusedDump(failure: Error, statement: string): Result<never> {
  const shown = statement.replace(/^(--.*)?\n/gm, "").trim();
  return refused(
    refusal("STOP_RESTORE_DIFFERS", {
      field: "restore",
      expected: "every statement of the dump succeeds",
      actual: `ERROR: ${failure.message}`,
      details: [shown.slice(0, 200)],
    }),
  );
}
