import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ecfrReader } from "../../../src/document/formats/xml/ecfr.ts";
import { readWith } from "./reading.ts";

const section = (head: string, more = "<P>Text.</P>") =>
  `<DIV8 N="1.1" TYPE="SECTION"><HEAD>${head}</HEAD>${more}</DIV8>`;
const part = (inner: string) => `<DIV5 N="1" TYPE="PART"><HEAD>PART 1—FERRIES\n</HEAD>${inner}</DIV5>`;
const read = (inner: string) => readWith(ecfrReader, part(inner));

describe("the reader of the eCFR", () => {
  for (const [head, label, title] of [
    ["§ 51.1   Policy.", "§ 51.1", "Policy."],
    ["§ 240.10b-5 Employment.", "§ 240.10b-5", "Employment."],
    ["§§ 102.171-102.999 [Reserved]", "§§ 102.171-102.999", "[Reserved]"],
    ["§§ 1.1, 1.2, and 1.4 [Reserved]", "§§ 1.1, 1.2, and 1.4", "[Reserved]"],
    ["§§ 1.1 through 1.4 [Reserved]", "§§ 1.1 through 1.4", "[Reserved]"],
    ["1.101   Purpose.", "1.101", "Purpose."],
    ["Purpose.", "Purpose.", ""],
  ] as const)
    test(`parts the number from the title of ${head}`, () => {
      assert.deepEqual(read(section(head)).units, [`${label} | ${title}`]);
    });

  for (const dash of ["—", " — ", " - ", "--"])
    test(`parts the name of an appendix from its title at "${dash}"`, () => {
      const appendix = `<DIV9 N="A" TYPE="APPENDIX"><HEAD>Appendix A-1 to Part 1${dash}Forms - Old</HEAD></DIV9>`;
      assert.deepEqual(read(appendix).units, ["Appendix A-1 to Part 1 | Forms - Old"]);
    });

  test("takes appendices as units, and parts, subparts and groups of subjects as containers under their whole headings", () => {
    const { pieces, text } = read(
      `<DIV6 TYPE="SUBPART"><HEAD>Subpart A—General</HEAD><DIV7 TYPE="SUBJGRP"><HEAD>Boats—Old</HEAD>${section("§ 1.1 Scope.")}</DIV7></DIV6><DIV9 N="Appendix A" TYPE="APPENDIX"><HEAD>Appendix A to Part 1—Forms</HEAD><P>Form.</P></DIV9>`,
    );
    assert.deepEqual(
      pieces.map(({ role, label, title, depth }) => [role, label, title, depth]),
      [
        ["container", "PART 1—FERRIES", "", 0],
        ["container", "Subpart A—General", "", 1],
        ["container", "Boats—Old", "", 2],
        ["unit", "§ 1.1", "Scope.", 3],
        ["unit", "Appendix A to Part 1", "Forms", 1],
      ],
    );
    assert.match(text, /^PART 1—FERRIES\n\nSubpart A—General\n\nBoats—Old\n\n§ 1\.1 Scope\.\n\nText\.\n\n/);
  });

  test("leaves authorities, sources, citations and footnotes out under their names", () => {
    const { dropped, bodies } = read(
      `<AUTH><HED>Authority:</HED><PSPACE>5.</PSPACE></AUTH>${section("§ 1.1 Scope.", "<P>a<FTREF/></P><FTNT><P>f</P></FTNT><CITA>[c]</CITA>")}`,
    );
    assert.equal(bodies[0], "§ 1.1 Scope.\n\na");
    assert.deepEqual(dropped, ["AUTH editorial 12", "FTNT note 1", "CITA editorial 3"]);
  });

  test("reads a whole title, of the interface and in bulk", () => {
    const title = `<DIV1 N="1" TYPE="TITLE"><HEAD>Title 1—General</HEAD>${part(section("§ 1.1 Scope."))}</DIV1>`;
    for (const source of [
      `<ECFR><AMDDATE>May 1</AMDDATE><VOLUME/>${title}</ECFR>`,
      `<DLPSTEXTCLASS><HEADER><TITLE>t</TITLE></HEADER><TEXT><BODY><ECFRBRWS>${title}</ECFRBRWS></BODY></TEXT></DLPSTEXTCLASS>`,
    ])
      assert.deepEqual(readWith(ecfrReader, source).units, ["§ 1.1 | Scope."]);
  });

  test("writes an example with its head in the line", () => {
    const example = "<EXAMPLE><HED>Example 1.</HED><PSPACE>A boat.</PSPACE></EXAMPLE>";
    assert.equal(read(section("§ 1.1 Scope.", example)).bodies[0], "§ 1.1 Scope.\n\nExample 1. A boat.");
  });
});
