import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { createLegA } from "../../src/adapters/postgres/writes/leg-a.ts";
import { runWriteTransaction } from "../../src/adapters/postgres/writes/write-transaction.ts";
import type { SqlSession, SqlSource } from "../../src/ports/sql.ts";
import { openBenchDatabase } from "../database.ts";
import { startDelayProxy } from "../delay-proxy.ts";
import { openSession } from "../open-session.ts";
import { createRowByRow } from "../prepared-create.ts";
import type { Family } from "../row.ts";
import { asShare, asSpeedUp, medianOf, timeMs, timePairs } from "../timing.ts";
import { allowedCommand, type MadePlan, mustSucceed, registerUnits } from "../units.ts";

const DELAY_MS = 10;
const UNITS = { full: 1000, tiny: 3 } as const;
const ROUNDS = { full: 7, tiny: 1 } as const;

/** Leg A with a delay of 10 ms to its server in each direction. */
export const roundTrips: Family = {
  rows: [
    {
      name: "create-rows-20ms",
      what: "cut_leg_a of 1000 units behind 20 ms, on an open session",
      against: "one prepared SELECT fn_iu_create a row behind 20 ms",
      target: ">= 100x",
    },
    {
      name: "create-rows-20ms-cold",
      what: "cut_leg_a of 1000 units behind 20 ms, session opened and closed",
      against: "one prepared SELECT fn_iu_create a row behind 20 ms",
      target: null,
    },
    {
      name: "create-60-20ms",
      what: "cut_leg_a of 60 units behind 20 ms, on an open session",
      against: "three round trips",
      target: "<= 1.5x",
    },
    {
      name: "create-60-20ms-cold",
      what: "cut_leg_a of 60 units behind 20 ms, session opened and closed",
      against: "opening a session, three round trips",
      target: null,
    },
  ],
  async measure(scale) {
    await using database = await openBenchDatabase();
    const { host, port } = database.settings;
    await using proxy = await startDelayProxy({ host, port, delayMs: DELAY_MS });
    const distant = { ...database.settings, host: proxy.host, port: proxy.port };
    const sql = openPgSource(distant);
    const slow = await registerUnits(database.sql, "SLOW", UNITS[scale]);
    const run = async (source: SqlSource, made: MadePlan) => {
      const command = await allowedCommand(database.knowledge, made, "cut_leg_a");
      return async () => mustSucceed(await runWriteTransaction(source, command, createLegA));
    };
    await using open = await openSession(sql);
    const many = async (source: SqlSource, name: string) =>
      timeMs(await run(source, await registerUnits(database.sql, name, UNITS[scale])));
    await many(open.source, "MANY-0");
    const manyMs = medianOf([await many(open.source, "MANY-1"), await many(open.source, "MANY-2")]);
    const manyColdMs = medianOf([await many(sql, "MANY-3"), await many(sql, "MANY-4")]);
    const rowCommand = await allowedCommand(database.knowledge, slow, "cut_leg_a");
    const rowsMs = await timeMs(() => createRowByRow(distant, rowCommand));

    const rounds = ROUNDS[scale];
    const sixties = await Promise.all(
      Array.from({ length: 2 * (rounds + 1) }, (_, index) =>
        registerUnits(database.sql, `SIXTY-${index}`, 60),
      ),
    );
    const runs = (source: SqlSource) =>
      Promise.all(sixties.splice(0, rounds + 1).map((made) => run(source, made)));
    const warmRuns = await runs(open.source);
    const warm = await timePairs({
      rounds,
      warmUp: 1,
      own: (round) => warmRuns[round]?.(),
      other: () => threeRoundTrips(open.session),
    });
    const coldRuns = await runs(sql);
    const cold = await timePairs({
      rounds,
      warmUp: 1,
      own: (round) => coldRuns[round]?.(),
      async other() {
        await using session = await sql.open("exec");
        await threeRoundTrips(session);
      },
    });
    return {
      "create-rows-20ms": asSpeedUp({ ownMs: manyMs, otherMs: rowsMs }),
      "create-rows-20ms-cold": asSpeedUp({ ownMs: manyColdMs, otherMs: rowsMs }),
      "create-60-20ms": asShare(warm),
      "create-60-20ms-cold": asShare(cold),
    };
  },
};

async function threeRoundTrips(session: SqlSession): Promise<void> {
  for (let trip = 0; trip < 3; trip += 1) await session.query("select 1");
}
