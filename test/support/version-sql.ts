import { EXECUTOR } from "../../src/adapters/postgres/writes/leg-a.ts";
import { KIND_OF_OPERATION } from "../../src/domain/planned-change.ts";
import type { Made } from "./amendment.ts";
import { literal, textArray } from "./lane-sql.ts";

/** The arguments of `fn_iu_amend_many`, which one may spoil. */
export interface AmendArguments {
  readonly units: readonly (string | null)[];
  readonly addresses: readonly (string | null)[];
  readonly titles: readonly (string | null)[];
  readonly bodies: readonly (string | null)[];
  readonly kinds: readonly (string | null)[];
  readonly sectionTypes: readonly (string | null)[];
  readonly parents: readonly (string | null)[];
  readonly positions: readonly (string | null)[];
  readonly changeKinds: readonly (string | null)[];
  readonly bases: readonly (string | null)[];
  readonly head: string | null;
  readonly cited: string | null;
  readonly actor: string;
  readonly owner: string;
  readonly publicationType: string;
}

/** What leg A says of the amendment. */
export function amendArguments({ plan, source }: Made): AmendArguments {
  const changes = [...plan.changes];
  return {
    units: changes.map(({ unit }) => unit),
    addresses: changes.map(({ address }) => address),
    titles: changes.map(({ title }) => title),
    bodies: changes.map(({ startByte, endByte }) =>
      Buffer.from(source.subarray(startByte, endByte)).toString("utf8"),
    ),
    kinds: changes.map(({ kind }) => kind),
    sectionTypes: changes.map(({ sectionType }) => sectionType),
    parents: changes.map(({ parent }) => parent),
    positions: changes.map(({ position }) => position),
    changeKinds: changes.map(({ operation }) => KIND_OF_OPERATION[operation]),
    bases: changes.map(({ base }) => base?.versionId ?? null),
    head: plan.source.base?.changeSetId ?? null,
    cited: plan.source.citation ?? null,
    actor: EXECUTOR,
    owner: plan.source.owner,
    publicationType: plan.source.publicationType,
  };
}

export function amendSql(given: AmendArguments): string {
  const lists = [
    given.units,
    given.addresses,
    given.titles,
    given.bodies,
    given.kinds,
    given.sectionTypes,
    given.parents,
  ];
  return `select * from public.fn_iu_amend_many(${lists.map(textArray).join(", ")}, ${textArray(given.positions)}::numeric[],
    ${textArray(given.changeKinds)}, ${textArray(given.bases)}::uuid[], ${literal(given.head)}::uuid, ${literal(given.cited)},
    '${given.actor}', '${given.owner}', '${given.publicationType}')`;
}

/** Records days, null for one that is open. */
export function effectSql(
  addresses: readonly string[],
  days: readonly (string | null)[],
  { decision, changeSet }: { readonly decision: string; readonly changeSet: string },
): string {
  return `select * from public.fn_iu_set_effect_many(${textArray(addresses)}, ${textArray(days)}::date[], '${EXECUTOR}', '${decision}',
    '${changeSet}', 'effect')`;
}

export function linkSql(
  links: readonly { readonly from: string; readonly to: string; readonly relation: string }[],
  changeSet: string,
): string {
  const list = (name: "from" | "to" | "relation") => textArray(links.map((link) => link[name]));
  return `select public.fn_iu_link_many(${list("from")}, ${list("to")}, ${list("relation")}, '${EXECUTOR}', '${changeSet}')`;
}
