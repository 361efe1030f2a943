const MIGRATIONS = "src/adapters/postgres/migrations";
const GUARDS = `${MIGRATIONS}/0006_guards.sql`;
const PERMITS = `${MIGRATIONS}/0010_permits.sql`;
const VERSIONS = `${MIGRATIONS}/0014_version_functions.sql`;
const NO_DEFAULT_RIGHT =
  "0008 has taken from everybody what a function of the owner gives by default; this is for a base in which somebody has given it back";

/** Mutants that change no verdict and no effect, each with the reason. `contains` is a part of the line, `before` and `after` the text that was changed. */
export const EQUIVALENT: readonly {
  readonly file: string;
  readonly contains: string;
  readonly before?: string;
  readonly after?: string;
  readonly why: string;
}[] = [
  {
    file: "src/domain/base-facts.ts",
    contains: "is?.rows ?? -1",
    before: "1",
    why: "any number that no table has as its rows is another than the expected one",
  },
  {
    file: "src/adapters/postgres/reads/row-age.ts",
    contains: "if (!seen) throw",
    before: "!seen",
    why: "a SELECT without FROM gives a row",
  },
  {
    file: "src/adapters/postgres/writes/write-transaction.ts",
    contains: 'if (base.scope === "document") return [];',
    before: 'base.scope === "document"',
    why: "the judge leaves other documents out as well; this spares reading them",
  },
  {
    file: "src/engine/gates/judge-approval.ts",
    contains: "): result is Extract<",
    why: "a type",
  },
  {
    file: "src/trust/dependency-floor.ts",
    contains: "weight * 1_000_000",
    before: "1_000_000",
    why: "any number that is larger than every part of a version orders versions",
  },
  {
    file: "src/trust/paths.ts",
    contains: "if (known !== undefined) return known;",
    before: "known !== undefined",
    why: "without its memory the judge finds the same names, more slowly",
  },
  {
    file: "src/trust/git/diff-trees.ts",
    contains: "if (nul === -1 || end > same) return start;",
    why: "stopping early passes less over and finds the same differences, more slowly",
  },
  {
    file: "src/trust/git/diff-trees.ts",
    contains: "let low = 0;",
    why: "a common byte more is not yet a common entry",
  },
  {
    file: "src/trust/git/diff-trees.ts",
    contains: "let high = Math.min(",
    why: "a stretch past the end of one tree compares as different",
  },
  {
    file: "src/trust/git/diff-trees.ts",
    contains: "if (Buffer.compare(",
    before: "Buffer.compare(a.subarray(low, middle), b.subarray(low, middle)) === 0",
    why: "a beginning that is found too short is passed over less",
  },
  {
    file: "src/trust/git/diff-trees.ts",
    contains: "else high = middle - 1;",
    why: "a beginning that is found too short is passed over less",
  },
  {
    file: "src/trust/git/parse-tree.ts",
    contains: "if (place < before)",
    before: "<",
    why: "a name that stands twice is refused before its place is asked for",
  },
  ...[
    "not t.tgisinternal",
    "c.relnamespace in ('public'::regnamespace, 'cutter_governance'::regnamespace)",
  ].map((before) => ({
    file: GUARDS,
    contains: "where not t.tgisinternal and c.relnamespace",
    before,
    after: "true",
    why: "the functions of the guards are called by triggers of the two schemas alone",
  })),
  {
    file: GUARDS,
    contains: "and t.tgfoid in (select p.oid",
    after: "true",
    why: "every trigger of the two schemas that is not the server's own calls a function of the guards",
  },
  {
    file: GUARDS,
    contains: "and p.proname like",
    after: "true",
    why: "public holds no other function",
  },
  {
    file: VERSIONS,
    contains: "if array_remove(p_parents, null) <> '{}' then",
    after: "true",
    why: "where nobody names a parent, every parent is found to be null, more slowly",
  },
  {
    file: VERSIONS,
    contains: "d.gate = 'SG_2_lifecycle_authz' and d.verdict = 'approve'",
    before: "d.verdict = 'approve'",
    after: "true",
    why: "the ledger takes a revert from SG_3 alone",
  },
  ...["d.gate = 'SG_3_compensation_authz'", "d.verdict = 'revert'"].map((before) => ({
    file: VERSIONS,
    contains: "d.gate = 'SG_3_compensation_authz' and d.verdict = 'revert'",
    before,
    after: "true",
    why: "the ledger lets each stand with the other alone",
  })),
  ...["base_version_id is not null", "not exists (select from born where base_version_id is not null)"].map(
    (before) => ({
      file: VERSIONS,
      contains: "if not exists (select from born where base_version_id is not null) then",
      before,
      after: before === "base_version_id is not null" ? "true" : "false",
      why: "a version that follows none passes; its words are those of its unit, of which the vocabulary is asked at birth and at the receipt",
    }),
  ),
  {
    file: VERSIONS,
    contains: "if v_permitted.run_id is null or exists (",
    before: "v_permitted.run_id is null",
    after: "false",
    why: "without a permitted run there is no decision of it, which is asked below",
  },
  {
    file: VERSIONS,
    contains: "if new.phase = 'effect_set' or v_has_base then",
    before: "new.phase = 'effect_set'",
    after: "true",
    why: "a first cut has no days, and its addresses are nobody else's; what no permit names concerns no unit",
  },
  {
    file: PERMITS,
    contains: "clock_timestamp() >= v_expires_at",
    before: ">=",
    why: "no test can hold the clock at the very microsecond of the end",
  },
  {
    file: VERSIONS,
    contains: "new.phase = 'lifecycle_enact' and l.to_status = 'enacted'",
    before: "new.phase = 'lifecycle_enact'",
    after: "true",
    why: "the permit to cut names no change set, of which a row of the log could be",
  },
  {
    file: PERMITS,
    contains: "where not t.tgisinternal and t.tgrelid in (",
    before:
      "t.tgrelid in ('cutter_governance.write_permit'::regclass, 'cutter_governance.approval_use'::regclass, 'cutter_governance.phase_receipt'::regclass)",
    after: "true",
    why: "the triggers of every other table fire always already",
  },
  {
    file: VERSIONS,
    contains: "where not t.tgisinternal and t.tgrelid in ('public.version_effect'::regclass",
    before:
      "t.tgrelid in ('public.version_effect'::regclass, 'public.unit_lineage'::regclass, 'public.iu_lifecycle_log'::regclass, 'public.unit_version'::regclass)",
    after: "true",
    why: "the triggers of every other table fire always already",
  },
  ...[
    "p.pronamespace = 'public'::regnamespace",
    "p.proname like 'fn\\_%'",
    "p.proowner = 'workflow_admin'::regrole",
  ].map((before) => ({
    file: VERSIONS,
    contains: "where p.pronamespace = 'public'::regnamespace and p.proname like",
    before,
    why: NO_DEFAULT_RIGHT,
  })),
  {
    file: VERSIONS,
    contains: "execute format('revoke all on function %s from public', v_function);",
    why: NO_DEFAULT_RIGHT,
  },
  {
    file: `${MIGRATIONS}/0015_reading.sql`,
    contains: "revoke all on function public.iu_as_of(text, date, timestamptz) from public;",
    why: NO_DEFAULT_RIGHT,
  },
  ...(
    [
      ["where a.change_set_id = p_change_set_id", "a.change_set_id = p_change_set_id"],
      ["from touched t join public.unit_version v", "v.unit_id = t.unit_id"],
      ["from touched t join public.unit_version v", "v.lifecycle_status = 'enacted'"],
      ["union select u.id from place p", "u.canonical_address = p.address"],
      ["union select u.id from place p", "u.lifecycle_status <> 'withdrawn'"],
    ] as const
  ).map(([contains, before]) => ({
    file: VERSIONS,
    contains,
    before,
    after: "true",
    why: "more units are read, of which none is in force at an address of another",
  })),
  {
    file: VERSIONS,
    contains: "from ranked r where isfinite(r.before) and r.effective_from < r.before",
    before: "isfinite(r.before)",
    after: "true",
    why: "no day comes before the beginning",
  },
  {
    file: "src/engine/gates/open-gate.ts",
    contains: "LEASE_MINUTES * 60_000",
    before: "60_000",
    why: "a lease ends with a whole second, so that a millisecond a minute is nothing",
  },
  {
    file: "src/engine/gates/open-gate.ts",
    contains: "{ ok: false }",
    why: "a type says nothing at run time",
  },
  {
    file: "src/engine/gates/gate-facts.ts",
    contains: "after.get(fact.table)?.rows ?? -1",
    before: "1",
    after: "2",
    why: "any number below zero is the count of no table",
  },
  {
    file: "src/adapters/postgres/writes/write-transaction.ts",
    contains: "if (!closing.ok) return closing;",
    after: "false",
    why: "a refused effect was returned above, and closing fails by an exception alone",
  },
  {
    file: "src/adapters/github/request-pulls.ts",
    contains: "maintainer_can_modify: false",
    before: "false",
    why: "GitHub asks it of the branches of forks, and this one is the repository's own",
  },
];
