import { CONCERN_WORDS } from "../domain/concern-names.ts";
import { GATES, gateRow } from "../domain/gates.ts";
import { utc } from "../domain/run.ts";
import { gatePath } from "../domain/run-paths.ts";
import { WRITTEN_TABLES } from "../domain/tables.ts";
import { readUtc } from "../domain/text-forms.ts";
import { inertBlock, renderTable } from "./inert.ts";
import { renderAnswers } from "./run-card-answers.ts";
import { renderPersons } from "./run-card-headline.ts";
import type { GateBox } from "./run-card-view.ts";

/** What happens on approval, what the approval binds, and the exact ways to approve and to refuse. */
export function renderGateBox(box: GateBox, unitCount: number, writtenUtc: string): string {
  const { onApproval } = gateRow(box.gate, box.kind);
  return [
    box.isOpen ? `### ${box.gate} was approved` : `### If ${box.gate} is approved`,
    onApproval(unitCount),
    renderChange(box),
    renderBinding(box, writtenUtc),
    ...(box.isOpen ? [] : renderWays(box)),
  ].join("\n\n");
}

function renderWays(box: GateBox): readonly string[] {
  const { says, command } = gateRow(box.gate, box.kind).unanswered;
  return [
    "### To approve",
    ...renderAnswers(box),
    "### To refuse",
    `Do nothing, and it never happens. ${says}`,
    inertBlock(command(box.runId), "sh"),
  ];
}

type Table = (typeof WRITTEN_TABLES)[number];

const TAKEN_BACK: Readonly<Record<string, string>> = {
  "public.information_unit": "withdrawn under SG_3, the row stays",
  "public.unit_version": "withdrawn under SG_3, the row stays",
};

const HEAD = ["table", "rows", "can be taken back"];

/** The tables whose change people will see; those of the ledger stand at the end of the card. */
function renderChange(box: GateBox): string {
  const rest = ["every table that is not named here or in the ledger", "0", ""];
  return renderTable(HEAD, [...changedTables(box, "public.").map((table) => changeRow(box, table)), rest]);
}

/** The rows that an approval adds to the ledger, folded under their sum. */
export function renderLedger(box: GateBox): string {
  const tables = changedTables(box, "cutter_governance.");
  const sum = tables.reduce((rows, table) => rows + box.change[table], 0);
  return [
    `<details><summary>The ledger: ${sum} rows in ${tables.length} tables, only ever added to</summary>`,
    renderTable(
      HEAD,
      tables.map((table) => changeRow(box, table)),
    ),
    "</details>",
  ].join("\n\n");
}

function changedTables({ change }: GateBox, schema: string): readonly Table[] {
  return WRITTEN_TABLES.filter((table) => change[table] !== 0 && table.startsWith(schema));
}

function changeRow({ gate, change }: GateBox, table: Table): readonly string[] {
  const back = GATES[gate].reversible ? (TAKEN_BACK[table] ?? "no: a record, only added to") : "no";
  return [`\`${table}\``, `+${change[table]}`, back];
}

function renderBinding(box: GateBox, writtenUtc: string): string {
  const hours = GATES[box.gate].lifetimeHours;
  const lifetime =
    box.expiresUtc === null
      ? `${hours} hours from its \`signed_utc\`: signed at ${writtenUtc}, it would end at **${after(writtenUtc, hours)}**`
      : `ends at **${box.expiresUtc}**`;
  return renderTable(
    ["", ""],
    [
      ["who", renderNumber(box)],
      ["payload_sha256", `\`${box.payloadSha256}\``],
      ["request", `\`${gatePath(box, "request")}\`, written ${box.issuedUtc}`],
      ["an approval", lifetime],
      ["used", "once, for this run and this gate only"],
      ...(box.others === undefined ? [] : [["other documents", box.others]]),
    ],
  );
}

function renderNumber(box: GateBox): string {
  const { threshold, moreBecause } = box;
  const number = threshold > 1 ? `, ${threshold} distinct persons` : "";
  const why = moreBecause.map((concern) => CONCERN_WORDS[concern]);
  return `${renderPersons(box)}${number}${why.length === 0 ? "" : `, because ${why.join(", and ")}`}`;
}

function after(moment: string, hours: number): string {
  return utc(new Date(readUtc(moment).getTime() + hours * 3_600_000));
}
