import type { Proof } from "../domain/proof.ts";
import { tellPlace } from "../domain/reading/tell-place.ts";
import { tellFrom, tellInForce, tellKnown } from "../domain/reading/tell-proof.ts";
import type { VerifiedProof, VerifiedVersion } from "../engine/proofs/verify-proof.ts";
import { block, code, hidesSomething, inline } from "./inert-text.ts";
import { make, makeFacts } from "./make-element.ts";

/** Everything that the page tells of a proof that holds: made of what was verified, there is no other copy of it. */
export function showProof({
  version,
  later,
  inForce,
  isCorrected,
  droppedKeys,
  proof,
}: VerifiedProof & { proof: Proof }) {
  const { leaf } = version;
  return [
    make(
      "article",
      { "aria-labelledby": "title" },
      make("h2", { id: "title", dir: "auto" }, inline(leaf.title === "" ? leaf.address : leaf.title)),
      makeFacts([
        ["Address", code(leaf.address)],
        ["Document", inline(leaf.document_id)],
        ["In force", inline(tellInForce({ inForce, isCorrected, change: leaf.change }))],
      ]),
      ...(leaf.change === "repeal" ? [make("p", {}, "It repeals the unit, and has no text.")] : []),
      block(proof.text),
      ...(hidesSomething(proof.text)
        ? [
            make(
              "p",
              { class: "note" },
              "What nobody sees of this text is written by its code point: \\u{…}.",
            ),
          ]
        : []),
    ),
    part("approved", "Who approved it", ...tellApprovals(version), ...droppedKeys.map(tellDropped)),
    part(
      "later",
      "What came after",
      ...later.map((next) =>
        make(
          "div",
          { class: "later" },
          make("h3", {}, inline(`${next.leaf.change}: ${next.leaf.title || next.leaf.address}`)),
          makeFacts([
            ["Address", code(next.leaf.address)],
            ["In force", inline(tellFrom(next))],
          ]),
          ...tellApprovals(next),
        ),
      ),
      make("p", {}, `${capital(tellKnown(proof, "page"))}.`),
      make(
        "p",
        { class: "note" },
        "No signature covers that nothing is missing here: whoever made the page could have left out what came after.",
      ),
    ),
  ];
}

function tellDropped(key: string): Node {
  const said = "The policy of later no longer names this key, so that a date of its signature proves little:";
  return make("p", { class: "note" }, `${said} `, code(key));
}

function tellApprovals({ leaf, day, ...judged }: VerifiedVersion): readonly Node[] {
  const version = makeFacts([
    ...tellApproval(judged),
    ["Source", tellPlace(leaf.bytes, leaf.projection ?? null), "sha256 ", code(leaf.source_sha256)],
    ...(leaf.projection === undefined
      ? []
      : [["Read as", "a text, sha256 ", code(leaf.projection.sha256)] as const]),
    ["Text", "sha256 ", code(leaf.content_hash)],
  ]);
  if (day === null) return [version];
  const set = `Its day was set later, from ${day.leaf.was} to ${day.leaf.effective_from}:`;
  return [version, make("p", {}, inline(set)), makeFacts(tellApproval(day))];
}

function tellApproval({
  request,
  runId,
  usedUtc,
  verdict,
}: Pick<VerifiedVersion, "request" | "runId" | "usedUtc" | "verdict">) {
  const { opened, policyVersion, solo } = verdict;
  const { persons, keys, approvalCommit, signedUtc, batch } = opened.approval;
  return [
    ["Approved by", inline(persons.join(", "))],
    [`With the key${keys.length === 1 ? "" : "s"}`, ...spread(keys)],
    ["Signed", inline(signedUtc), " in commit ", code(approvalCommit), " of ", inline(request.repository_id)],
    ["Used", inline(usedUtc), " by run ", code(runId), ", as whoever made this page says"],
    ...(batch === undefined ? [] : [["Batch", code(batch.batchId)] as const]),
    ["Policy", `version ${policyVersion}${solo ? ", which lets one person alone decide" : ""}`],
  ] as const;
}

function part(id: string, title: string, ...children: readonly Node[]): Node {
  return make("section", { "aria-labelledby": id }, make("h2", { id }, title), ...children);
}

function spread(texts: readonly string[]): readonly (Node | string)[] {
  return texts.flatMap((text, at) => (at === 0 ? [code(text)] : [", ", code(text)]));
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
