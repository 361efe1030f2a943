import { COMMON_FOREIGN } from "./other-formats.ts";
import {
  drop,
  LOWERED,
  markedBy,
  piece,
  RAISED,
  type Rule,
  scope,
  table,
  unit,
  within,
  type XmlProfile,
} from "./rules.ts";
import { xmlReader } from "./xml-reader.ts";

/** `第一章　総則`. */
const TITLED = /^(第\S+) (.+)$/u;

const CONTAINER = piece({ split: TITLED });
const ANNEX = scope("annex");
const BLOCK: Rule = { does: "block" };
const STEPS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
const numbered = (before: string, behind: string): string =>
  STEPS.map((step) => before + step + behind).join(" ");
const PARAGRAPH = piece({ rank: 2, kind: "section", word: "PARA", runsIn: true });

/** The laws of Japan as e-Gov publishes them (XML schema for Japanese law 3), alone, in an answer of the interface, or from the main provision on. */
const EGOV: XmlProfile = {
  name: "egov",
  version: 1,
  format: "an e-Gov law document",
  roots: new Set(["Law", "LawBody", "MainProvision", "SupplProvision", "DataRoot", "law_data_response"]),
  namespaces: /^$/,
  ids: ["AmendLawNum", "Num"],
  marks: [markedBy("Delete", "deleted", "true"), markedBy("Hide", "hidden", "true")],
  foreign: new Map(COMMON_FOREIGN),
  rules: table(
    [
      drop("contents"),
      "TOC TOCLabel TOCPreambleLabel TOCPart TOCChapter TOCSection TOCSubsection TOCDivision TOCArticle TOCSupplProvision TOCAppdxTableLabel",
    ],
    [drop("alternative"), "Rt"],
    [drop("object"), "Fig"],
    [drop("metadata"), "Result LawId law_info revision_info attached_files_info ImageData"],

    [unit(1, "article", "ART"), "Article"],
    [within({ MainProvision: PARAGRAPH, SupplProvision: PARAGRAPH }, BLOCK), "Paragraph"],
    [CONTAINER, "Part Chapter Section Subsection Division Preamble EnactStatement"],
    [scope("supplementary"), "SupplProvision"],
    [
      ANNEX,
      `Appdx AppdxTable AppdxNote AppdxStyle AppdxFormat AppdxFig SupplProvisionAppdx SupplProvisionAppdxTable
       SupplProvisionAppdxStyle`,
    ],

    ["number", `ParagraphNum ItemTitle ClassTitle ${numbered("Subitem", "Title")}`],
    [
      "label",
      `ArticleTitle PartTitle ChapterTitle SectionTitle SubsectionTitle DivisionTitle SupplProvisionLabel AppdxTableTitle AppdxNoteTitle
       AppdxStyleTitle AppdxFormatTitle AppdxFigTitle SupplProvisionAppdxTableTitle SupplProvisionAppdxStyleTitle ArithFormulaNum`,
    ],
    ["heading", "ArticleCaption ParagraphCaption"],
    ["quote", "QuoteStruct NewProvision"],
    ["row", "TableRow TableHeaderRow"],
    ["cell", "TableColumn TableHeaderColumn"],
    ["apart", "Column"],

    [
      "wrap",
      "Law LawBody MainProvision DataRoot ApplData LawFullText LawContents law_data_response law_full_text",
    ],
    [
      "solid",
      `ParagraphSentence ItemSentence ClassSentence ListSentence AmendProvisionSentence ${numbered("Subitem", "Sentence")}
       ${numbered("Sublist", "Sentence")}`,
    ],
    [
      "block",
      `LawTitle Item Class ${numbered("Subitem", "")} List ${numbered("Sublist", "")} AmendProvision RelatedArticleNum SupplNote
       TableStruct TableStructTitle Table Remarks RemarksLabel FigStruct FigStructTitle NoteStruct NoteStructTitle Note
       StyleStruct StyleStructTitle Style FormatStruct FormatStructTitle Format`,
    ],
    [within({ ApplData: drop("metadata") }, BLOCK), "LawNum"],
    ["inline", "Sentence Ruby Line ArithFormula ArticleRange"],
    [RAISED, "Sup"],
    [LOWERED, "Sub"],
  ),
};

export const egovReader = xmlReader(EGOV);
