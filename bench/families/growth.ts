import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { readSettings } from "../../src/config/settings.ts";
import type { IncrementLimits } from "../../src/domain/backup-increment.ts";
import type { SqlSession } from "../../src/ports/sql.ts";
import { lawOf, makeTestSetup, must, type TestSetup } from "../../test/support/test-setup.ts";
import { growBase } from "../grown-base.ts";
import { cpuSecondsOfTree } from "../process-tree.ts";
import type { Family, Measured } from "../row.ts";
import { medianOf } from "../timing.ts";

const UNITS = 30;
const BASES = { full: [10_000, 100_000], tiny: [1000, 2000] } as const;
const ROUNDS = { full: 3, tiny: 1 } as const;
/** A base of so many units is measured too, and told on standard error, where this variable says so: a million take a quarter of an hour. */
const LARGEST = Number(process.env["BENCH_LARGEST_BASE"] ?? 0);
const LIMITS = { most: 1000, maxAgeDays: 366 } as const;
const BACKUP = "phase 4 pre_write_backup";

/**
 * CPU seconds of a whole live run of 30 units, of the bot, git, the live server, the throw-away server and the tools of the backup
 * together, in bases of several sizes; without the answers of the people.
 */
export const growth: Family = {
  rows: BASES.full.flatMap((base) => [
    {
      name: nameOf(base),
      what: `a run of ${UNITS} units without its backup, in a base of ${base} units`,
      against: "the same in an empty base",
      target: "<= 3x",
    },
    {
      name: `${nameOf(base)}-backup`,
      what: `its phase 4 (backup, restore proof, rehearsal) in a base of ${base} units`,
      against: "the same in an empty base",
      target: null,
    },
    {
      name: `${nameOf(base)}-increments`,
      what: `a whole run of ${UNITS} units with an increment, in a base of ${base} units`,
      against: "the same in an empty base",
      target: "<= 3x",
    },
    {
      name: `${nameOf(base)}-backup-increments`,
      what: `its phase 4 with an increment, in a base of ${base} units`,
      against: "the same in an empty base",
      target: null,
    },
  ]),
  async measure(scale) {
    const empty = await measureBase(0, ROUNDS[scale]);
    const found: Record<string, Measured> = {};
    const bases: readonly number[] =
      LARGEST > 0 && scale === "full" ? [...BASES.full, LARGEST] : BASES[scale];
    for (const [position, units] of bases.entries()) {
      const grown = await measureBase(units, ROUNDS[scale]);
      const name = nameOf(BASES.full[position] ?? units);
      found[name] = share(grown.full.rest, empty.full.rest);
      found[`${name}-backup`] = share(grown.full.backup, empty.full.backup);
      found[`${name}-increments`] = share(wholeOf(grown.increment), wholeOf(empty.increment));
      found[`${name}-backup-increments`] = share(grown.increment.backup, empty.increment.backup);
    }
    return found;
  },
};

/** The row of the larger base has the name of the family. */
function nameOf(base: number): string {
  return base === BASES.full[1] ? "growth" : `growth-${base}`;
}

interface Found {
  readonly full: Spent;
  /** The same with increments on. */
  readonly increment: Spent;
}

function wholeOf({ backup, rest }: Spent): number {
  return backup + rest;
}

interface Spent {
  readonly backup: number;
  readonly rest: number;
}

function share(own: number, other: number): Measured {
  return { own: renderSeconds(own), other: renderSeconds(other), figure: own / other };
}

function renderSeconds(seconds: number): string {
  return `${seconds.toFixed(2)} CPU s`;
}

async function measureBase(units: number, rounds: number): Promise<Found> {
  await using setup = await makeTestSetup();
  await using superuser = await openSuperuser(setup);
  await growBase(await setup.live.openSource(), superuser, units);
  return {
    full: await measureRuns(setup, units, rounds),
    increment: await measureRuns(setup, units, rounds, LIMITS),
  };
}

/** The first run is not counted: the process compiles what the later ones find compiled, and increments rest on its full backup. */
async function measureRuns(
  setup: TestSetup,
  units: number,
  rounds: number,
  increments: IncrementLimits | null = null,
): Promise<Spent> {
  const spent: Spent[] = [];
  for (let round = 0; round < rounds + 1; round += 1) {
    const phases = await measureRun(setup, `law ${round}`, increments);
    const total = phases.reduce((sum, [, seconds]) => sum + seconds, 0);
    const backup = phases.find(([name]) => name === BACKUP)?.[1] ?? 0;
    if (round > 0) spent.push({ backup, rest: total - backup });
    process.stderr.write(
      `    ${units} units${increments === null ? "" : ", increments"}: ${phases.map(([name, seconds]) => `${name} ${seconds.toFixed(2)}`).join(", ")}\n`,
    );
  }
  return {
    backup: medianOf(spent.map(({ backup }) => backup)),
    rest: medianOf(spent.map(({ rest }) => rest)),
  };
}

/** A run from start to closeout: the CPU seconds of each phase and of each request, in their order. */
async function measureRun(
  setup: TestSetup,
  title: string,
  increments: IncrementLimits | null,
): Promise<readonly (readonly [string, number])[]> {
  const { backup } = must(await readSettings(setup.setup.root));
  const documentId = await setup.register(lawOf(title, UNITS));
  const marks: { readonly name: string; readonly at: number }[] = [];
  const mark = (name: string) => marks.push({ name, at: cpuSecondsOfTree() });
  await using app = await setup.openApp({
    onProgress: mark,
    settings: { driftScope: "chain", backup: { ...backup, increments } as typeof backup },
  });
  mark("start");
  const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
  for (const gate of ["SG_1_cut_authz", "SG_2_lifecycle_authz"] as const) {
    mark("people");
    await setup.approve(runId, gate);
    mark(`opening ${gate}`);
    must(await app.resume(runId));
  }
  mark("end");
  return marks.flatMap(({ name, at }, position) => {
    const next = marks[position + 1];
    return next === undefined || name === "people" ? [] : [[name, next.at - at] as const];
  });
}

function openSuperuser({ superuser, variables }: TestSetup): Promise<SqlSession> {
  return openPgSource({
    host: superuser["PGHOST"] ?? "",
    port: Number(superuser["PGPORT"]),
    database: variables["DOT_CUTTER_DB_NAME"] ?? "",
    sslmode: "disable",
    roles: { owner: { user: superuser["PGUSER"] ?? "", password: superuser["PGPASSWORD"] ?? "" } },
  }).open("owner");
}
