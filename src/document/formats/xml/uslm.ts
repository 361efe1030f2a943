import { COMMON_FOREIGN } from "./other-formats.ts";
import {
  CONTAINER,
  drop,
  LOWERED,
  markedBy,
  RAISED,
  type RuleTable,
  STRUCK,
  scope,
  table,
  unit,
  within,
  type XmlProfile,
} from "./rules.ts";
import { xmlReader } from "./xml-reader.ts";

const ANNEX = scope("annex");
const WRAP = { does: "wrap" } as const;
/** A document in a document begins its own numbering. */
const DOCUMENT = within({ "": WRAP, component: WRAP }, ANNEX);

const DUBLIN_CORE: RuleTable = table([
  "block",
  "title type creator subject description publisher contributor date format identifier source language relation coverage rights",
]);

/** United States Legislative Markup 1 and 2. An article stands above sections; where no section is, it is the unit. */
const USLM: XmlProfile = {
  name: "uslm",
  version: 1,
  format: "a USLM document",
  roots: new Set(
    `bill resolution amendment engrossedAmendment pLaw statuteCompilation statutesAtLarge uscDoc lawDoc document cfrDoc frDoc
     presidentialDoc`.split(/\s+/),
  ),
  namespaces: /^https?:\/\/(?:xml\.house\.gov\/schemas\/uslm\/1\.0|schemas\.gpo\.gov\/xml\/uslm)$/,
  ids: ["identifier", "id"],
  marks: [
    markedBy("changed", "deleted", "deleted"),
    markedBy("status", "deleted", "deleted removed repealed"),
  ],
  foreign: new Map([
    ...COMMON_FOREIGN,
    ["http://purl.org/dc/elements/1.1/", DUBLIN_CORE],
    ["http://purl.org/dc/terms/", DUBLIN_CORE],
  ]),
  rules: table(
    [drop("metadata"), "meta amendMeta metaElement metaSenate set"],
    [
      drop("contents"),
      "toc index subjectIndex popularNameIndex tableOfTitlesAndChapters listOfAgencies listOfSectionsAffected",
    ],
    [
      drop("contents"),
      "listOfBillsEnacted listOfConcurrentResolutions listOfPrivateLaws listOfProclamations listOfPublicLaws",
    ],
    [drop("page"), "page leftRunningHead rightRunningHead centerRunningHead ear endMarker"],
    [
      drop("editorial"),
      "sourceCredit editorialNote editorialContent legislativeHistory authority source findingAidsNote",
    ],
    [
      drop("note"),
      `note notes footnote endnote sidenote explanationNote changeNote drafterNote effectiveDateNote statutoryNote uscNote
       organizationNote`,
    ],
    [drop("alternative"), "endorsement"],
    [drop("object"), "img"],

    [unit(1, "section", "SEC"), "section"],
    [unit(2, "article", "ART"), "article"],
    [unit(3, "rule", "RULE"), "courtRule"],
    [
      CONTAINER,
      `preliminary title subtitle chapter subchapter part subpart division subdivision subarticle level crossHeading courtRules
       reorganizationPlans preface amendPreface preamble signatures appropriations constitutionalAmendment backMatter`,
    ],
    [ANNEX, "component appendix schedule reorganizationPlan compiledAct fragment"],
    [
      DOCUMENT,
      "bill resolution amendment engrossedAmendment pLaw statuteCompilation uscDoc lawDoc cfrDoc frDoc presidentialDoc statute",
    ],

    ["number", "num"],
    ["runIn", "heading"],
    ["quote", "quotedContent"],
    ["any", "foreign"],
    ["row", "row tocItem header groupItem headingItem tr"],
    ["cell", "column td th"],
    ["break", "br"],

    [
      "wrap",
      `statutesAtLarge document main amendMain collection publicLaws privateLaws concurrentResolutions presidentialDocs
       rules proposedRules notices rule notice rulePreamble thead tbody tfoot amendmentContent volume issue`,
    ],
    [
      "block",
      `subsection paragraph subparagraph clause subclause item subitem subsubitem content chapeau continuation proviso p
       block center text subheading headingText firstPageHeading firstPageSubheading longTitle docTitle officialTitle
       officialTitleAmendment enactingFormula resolvingClause amendingFormula recital instruction statement
       action actionDescription actionInstruction amendmentInstruction amendmentNumber amendDegree amendStage
       signature signatureDate attestation autograph approved approvedDate made received delivered enrolledDateline
       wordsOfIssuance layout table list listItem listHeading listContent figure figCaption caption line notation
       congress session docNumber docPart docPublicationName docReleasePoint docStage currentChamber distributionCode
       publicPrivate publicPrint starPrint slugLine citableAs citableAsShortTitle citationNote editionNote currentThroughPublicLaw
       containsShortTitle relatedDocument relatedDocuments processedBy processedDate createdDate billingCode coverText
       coverTitle agencyGroup agency subagency subject purpose popularName property frDocId draftingOffice for nonsponsor
       provisionRange startingProvision endingProvision startingPage endingPage`,
    ],
    [
      "inline",
      `a addedText affected affiliation amendingAction b checkBox col colgroup committee cosponsor date def
       description designator elided entity fillIn i inline ins label location marker name organization qualifier
       quotedText ref referenceItem role shortTitle span sponsor target term type em strong u
       next previous staff`,
    ],
    [STRUCK, "del deletedText"],
    [RAISED, "sup referenceMarker"],
    [LOWERED, "sub"],
  ),
};

export const uslmReader = xmlReader(USLM);
