import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { egovReader } from "../../../src/document/formats/xml/egov.ts";
import { readWith } from "./reading.ts";

const paragraph = (number: string, sentence: string, more = "") =>
  `<Paragraph Num="1"><ParagraphNum>${number}</ParagraphNum>\n<ParagraphSentence>\n<Sentence>${sentence}</Sentence>\n</ParagraphSentence>${more}</Paragraph>`;
const article = (number: string, caption = "", more = "") =>
  `<Article Num="1"><ArticleCaption>${caption}</ArticleCaption><ArticleTitle>${number}</ArticleTitle>${paragraph("", "渡船は、走る。", more)}</Article>`;
const law = (main: string, more = "") =>
  `<Law><LawNum>法律第一号</LawNum><LawBody><LawTitle>渡船法</LawTitle><TOC><TOCLabel>目次</TOCLabel></TOC><MainProvision>${main}</MainProvision>${more}</LawBody></Law>`;
const read = (main: string, more = "") => readWith(egovReader, law(main, more));

describe("the reader of e-Gov laws", () => {
  test("takes articles with their captions as titles, below chapters", () => {
    const { pieces, bodies, dropped } = read(
      `<Chapter Num="1"><ChapterTitle>第一章　総則</ChapterTitle><Section Num="1"><SectionTitle>第一節の二　通則</SectionTitle>${article("第一条", "（目的）")}</Section></Chapter>`,
    );
    assert.deepEqual(
      pieces.map(({ role, kind, label, title, depth }) => [role, kind, label, title, depth]),
      [
        ["container", "Law", "", "", 0],
        ["container", "Chapter", "第一章", "総則", 0],
        ["container", "Section", "第一節の二", "通則", 1],
        ["unit", "article", "第一条", "（目的）", 2],
      ],
    );
    assert.equal(bodies[0], "（目的）\n第一条\n\n渡船は、走る。");
    assert.deepEqual(dropped, ["TOC contents 2"]);
  });

  test("adds no space between the sentences of a file that is indented, and one between columns", () => {
    const item = `<Item><ItemTitle>一</ItemTitle>\n<ItemSentence>\n<Column><Sentence>語</Sentence></Column>\n<Column><Sentence>意味。</Sentence>\n</Column></ItemSentence></Item>`;
    const { bodies } = read(
      `<Article><ArticleTitle>第一条</ArticleTitle><Paragraph><ParagraphNum/><ParagraphSentence>\n <Sentence>甲。</Sentence>\n <Sentence>乙<Ruby>丙<Rt>へい</Rt></Ruby>。</Sentence>\n</ParagraphSentence>${item}</Paragraph></Article>`,
    );
    assert.equal(bodies[0], "第一条\n\n甲。乙丙。\n一 語 意味。");
  });

  test("opens a numbering of its own in supplementary provisions and appended tables", () => {
    const more = `<SupplProvision AmendLawNum="令和二年法律第一号"><SupplProvisionLabel>附　則</SupplProvisionLabel>${article("第一条")}</SupplProvision><AppdxTable><AppdxTableTitle>別表</AppdxTableTitle><TableStruct><Table><TableRow><TableColumn><Sentence>甲</Sentence></TableColumn><TableColumn><Sentence>乙</Sentence></TableColumn></TableRow></Table></TableStruct></AppdxTable>`;
    const { pieces, text } = read(article("第一条"), more);
    assert.deepEqual(
      pieces.slice(1).map(({ role, label, scope, sourceId }) => [role, label, scope, sourceId]),
      [
        ["unit", "第一条", null, "1"],
        ["container", "附 則", "supplementary", "令和二年法律第一号"],
        ["unit", "第一条", null, "1"],
        ["container", "別表", "annex", ""],
      ],
    );
    assert.match(text, /別表\n\n甲\t乙\n$/);
  });

  test("takes paragraphs as units in each part that has no article", () => {
    const more = `<SupplProvision><SupplProvisionLabel>附　則</SupplProvisionLabel>${paragraph("１", "施行する。")}${paragraph("２", "廃止する。")}</SupplProvision>`;
    const { units, bodies } = read(article("第一条"), more);
    assert.deepEqual(units, ["第一条 | ", "１ | ", "２ | "]);
    assert.equal(bodies[1], "１ 施行する。");
    assert.deepEqual(read(paragraph("", "定める。")).units, [" | "]);
  });

  test("keeps provisions that an amendment quotes as text", () => {
    const more = `<AmendProvision><AmendProvisionSentence><Sentence>次のように改める。</Sentence></AmendProvisionSentence><NewProvision>${article("第九条")}</NewProvision></AmendProvision>`;
    const { units, bodies } = read(article("第一条", "", more));
    assert.deepEqual(units, ["第一条 | "]);
    assert.match(bodies[0] ?? "", /第九条\n渡船は、走る。$/);
  });

  test("reads a main provision alone, and answers of the interface", () => {
    const alone = `<MainProvision>${article("第一条")}</MainProvision>`;
    assert.deepEqual(readWith(egovReader, alone).units, ["第一条 | "]);
    const answer = `<DataRoot><Result><Code>0</Code></Result><ApplData><LawId>X1</LawId><LawNum>法</LawNum><LawFullText>${law(article("第一条"))}</LawFullText></ApplData></DataRoot>`;
    const { units, dropped } = readWith(egovReader, answer);
    assert.deepEqual(units, ["第一条 | "]);
    assert.deepEqual(dropped.slice(0, 3), ["Result metadata 1", "LawId metadata 2", "LawNum metadata 1"]);
  });
});
