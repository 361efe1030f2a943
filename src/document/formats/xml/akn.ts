import { COMMON_FOREIGN } from "./other-formats.ts";
import {
  byAttribute,
  CONTAINER,
  drop,
  having,
  LOWERED,
  markedBy,
  piece,
  RAISED,
  STRUCK,
  scope,
  table,
  unit,
  within,
  type XmlProfile,
} from "./rules.ts";
import { xmlReader } from "./xml-reader.ts";

const ANNEX = scope("annex");
const BLOCK = { does: "block" } as const;
const INLINE = { does: "inline" } as const;
const PARAGRAPH = { rank: 6, kind: "section", word: "PARA", runsIn: true } as const;
const GROUPED = piece({ ...PARAGRAPH, isMain: true });
const REGULATION = unit(2, "rule", "REG");

/**
 * Akoma Ntoso 3.0. Sections are units where no article, regulation or rule is in them: else they are containers, as in German, Italian and
 * European acts, and in groups of regulations. Deleted text (`del`) is kept, and told as marked.
 */
const AKN: XmlProfile = {
  name: "akn",
  version: 1,
  format: "an Akoma Ntoso document",
  roots: new Set(["akomaNtoso"]),
  namespaces:
    /^(?:http:\/\/docs\.oasis-open\.org\/legaldocml\/ns\/akn\/3\.0(?:\/\w+)?|http:\/\/www\.akomantoso\.org\/[123]\.0|https?:\/\/Inhaltsdaten\.LegalDocML\.de\/[\d.]+\/?)$/,
  ids: ["eId", "id"],
  marks: [
    markedBy("startQuote", "quoted"),
    markedBy("endQuote", "quoted"),
    markedBy("status", "deleted", "removed repealed"),
  ],
  foreign: new Map(COMMON_FOREIGN),
  rules: table(
    [drop("metadata"), "meta"],
    [drop("note"), "authorialNote popup"],
    [drop("contents"), "toc tocItem"],
    [drop("object"), "img"],

    [unit(1, "article", "ART"), "article"],
    [unit(3, "rule", "RULE"), "rule"],
    [unit(4, "section", "SEC"), "section"],
    [unit(5, "clause", "CL"), "clause"],
    [
      within(
        {
          body: piece(PARAGRAPH),
          ...{ book: GROUPED, tome: GROUPED, part: GROUPED, title: GROUPED, chapter: GROUPED },
          ...{ subpart: GROUPED, subtitle: GROUPED, subchapter: GROUPED },
        },
        BLOCK,
      ),
      "paragraph",
    ],
    [
      byAttribute(
        "name",
        {
          schedule: ANNEX,
          annex: ANNEX,
          annexure: ANNEX,
          appendix: ANNEX,
          attachment: ANNEX,
          regulation: REGULATION,
          article: unit(1, "article", "ART"),
          rule: unit(3, "rule", "RULE"),
          section: unit(4, "section", "SEC"),
        },
        CONTAINER,
      ),
      "hcontainer",
    ],
    [CONTAINER, "book tome part title chapter division subpart subtitle subchapter subdivision subsection"],
    [
      CONTAINER,
      "coverPage preface preamble conclusions header introduction background arguments remedies motivation decision",
    ],
    [ANNEX, "attachment component"],

    ["number", "num"],
    ["heading", "heading subheading"],
    ["quote", "quotedStructure embeddedStructure subFlow"],
    ["any", "foreign"],
    ["row", "tr"],
    ["cell", "td th"],
    ["break", "br"],

    [
      "wrap",
      `akomaNtoso act bill doc statement debate debateReport judgment portion documentCollection officialGazette amendmentList amendment
       body mainBody portionBody fragmentBody collectionBody debateBody judgmentBody amendmentBody fragment
       attachments components content intro wrapUp tbody thead tfoot`,
    ],
    [
      "block",
      `alinea point indent list sublist subparagraph subclause subrule level proviso transitional transition
       p block blockContainer blockList item listIntroduction listWrapUp ul ol li crossHeading
       table tblock caption container formula citations citation recitals recital longTitle interstitial
       signature div answer question questions speech speechGroup scene narrative summary other debateSection
       administrationOfOath rollCall prayers oralStatements writtenStatements personalStatements ministerialStatements
       resolutions nationalInterest declarationOfVote communication petitions papers noticesOfMotion proceduralMotions
       pointOfOrder adjournment address amendmentHeading amendmentContent amendmentReference amendmentJustification
       documentRef componentRef`,
    ],
    [
      "inline",
      `a abbr affectedDocument argument b change concept courtType date decoration def docAuthority docCommittee docDate
       docIntroducer docJurisdiction docNumber docProponent docPurpose docStage docStatus docTitle docType docketNumber embeddedText
       entity event extends fillIn from i inline ins judge lawyer legislature location marker mmod mod mref
       neutralCitation object omissis opinion outcome party placeholder process quantity quotedText recordedTime ref
       relatedDocument remark rmod rref session shortTitle span term time u vote quorum quorumVerification recount count
       omissis`,
    ],
    [having("breakAt", INLINE, having("breakWith", INLINE, { does: "apart" })), "eol eop"],
    [STRUCK, "del"],
    [RAISED, "sup noteRef"],
    [LOWERED, "sub"],
    [within({ signature: { does: "apart" } }, { does: "inline" }), "role person organization"],
  ),
};

export const aknReader = xmlReader(AKN);
