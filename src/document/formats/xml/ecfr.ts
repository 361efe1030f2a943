import { COMMON_FOREIGN } from "./other-formats.ts";
import { CONTAINER, drop, LOWERED, RAISED, table, unit, type XmlProfile } from "./rules.ts";
import { xmlReader } from "./xml-reader.ts";

/** `§ 51.1 Policy.`, `§§ 102.171-102.999 [Reserved]`, and `1.101 Purpose.` without a sign. */
const SECTION =
  /^(§§ ?[^\s,]+(?:(?:, and |, | and | through | to | [-–] )§{0,2} ?\d[^\s,]*)*|§ ?\S+|\d\S*) (.*)$/u;
/** `Appendix A to Part 51—Forms`; some years have ` - ` or `--`. */
const DASHED = /^(.+?)(?: ?— ?| ?-- ?| [-–] )(.+)$/u;

/** The electronic Code of Federal Regulations of the United States: a title, or a part alone, from its interface or in bulk. */
const ECFR: XmlProfile = {
  name: "ecfr",
  version: 1,
  format: "an eCFR document",
  roots: new Set("DLPSTEXTCLASS ECFR DIV1 DIV2 DIV3 DIV4 DIV5 DIV6 DIV7 DIV8 DIV9".split(" ")),
  namespaces: /^$/,
  ids: ["N"],
  foreign: new Map(COMMON_FOREIGN),
  rules: table(
    [drop("metadata"), "HEADER AMDDATE"],
    [drop("contents"), "CFRTOC SUBCHIND"],
    [drop("editorial"), "AUTH SOURCE CITA SECAUTH PARAUTH EDNOTE EFFDNOT EFFDNOTP CROSSREF XREF REVTXT"],
    [drop("note"), "FTNT EFTNT"],
    [drop("page"), "EAR"],
    [drop("object"), "img IMG"],

    [CONTAINER, "DIV1 DIV2 DIV3 DIV4 DIV5 DIV6 DIV7"],
    [unit(1, "section", "SEC", SECTION), "DIV8"],
    [unit(1, "annex", "APP", DASHED), "DIV9"],
    ["label", "HEAD"],

    ["runIn", "HED"],
    ["row", "TR ROW"],
    ["cell", "TD TH ENT"],
    ["break", "br BR"],
    ["pre", "PRE pre"],
    ["wrap", "DLPSTEXTCLASS ECFR ECFRBRWS TEXT BODY THEAD TBODY TFOOT VOLUME"],
    [
      "block",
      `P P-1 P-2 P-3 P-DASH P1 P2 P3 FP FP-1 FP-2 FP-3 FP-DASH FP1 FP1-2 FP1-G FP2 FP2-2 FP2-3 FP-G FRP FRP0 PSPACE LI UL OL
       HD1 HD2 HD3 HD4 HD5 HD6 HED1 HED2 EXTRACT EXTRACT1 EXTRACT2 EXAMPLE BOXTXT NOTE NOTES APPRO DIV TABLE CAPTION TCAP BCAP
       TTITLE TNOTE BOXHD LDRWK LDRFIG FL-2 HALFDASH MATH GPH GPOTABLE STARS DOCKETHD PARTHD CHAPNO CHAPTI RESERVED SUBTI SUBJECT
       SUBJECT1 SUBJECT2 SECHD SUPERSED ABBR APP ALPHHD SUBJ1L SUBJ2L SUBJ3L SUBJL PTHD PG PT SCOL2 SIG NAME TITLE PART APPENDIX P-NUM
       h1 h2 h3 h4 h5 h6 p div ul ol li blockquote`,
    ],
    [
      "inline",
      `a cite name AC B E I FR SECTNO em strong i b u span small GID PRTPAGE DATE KEYWORDS COL COLGROUP
       EM STRONG SPAN A`,
    ],
    [RAISED, "SU FTREF sup SUP"],
    [LOWERED, "sub SUB"],
  ),
};

export const ecfrReader = xmlReader(ECFR);
