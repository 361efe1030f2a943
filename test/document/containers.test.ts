import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

interface Case {
  readonly name: string;
  readonly text: string;
  readonly units: readonly string[];
  readonly containers: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: "a container with a stop behind its number, the name on the next line",
    text: "CAPÍTULO I.\n\nDEL ESTADO\n\nArtículo 1.\n\nUno.\n\nCAPÍTULO II.\n\nDE LOS DERECHOS\n\nArtículo 2.\n\nDos.\n\nArtículo 3.\n\nTres.\n",
    units: ["ARTICULO-1", "ARTICULO-2", "ARTICULO-3"],
    containers: ["CAPÍTULO I.", "CAPÍTULO II."],
  },
  {
    name: "containers in wrapped text without blank lines, with the name below or behind the number",
    text: "Harbour Act\nPART 1\nGeneral\nArticle 1\nThe harbour is open to every ship that pays the dues of the harbour,\nas set out in\nPart 2 of this Act.\nCHAPTER II. SHIPS OF FOREIGN FLAG AND THEIR PILOTS\nArticle 2\nA foreign ship takes a pilot.\nChapter III – The dues\nArticle 3\nDues are paid at the gate.\n",
    units: ["ARTICLE-1", "ARTICLE-2", "ARTICLE-3"],
    containers: ["PART 1", "CHAPTER II. SHIPS OF FOREIGN FLAG AND THEIR PILOTS", "Chapter III – The dues"],
  },
  {
    name: "a name of two lines does not hide the first article",
    text: "Harbour Act\nCHAPTER I\nOn the administration of the harbours and of the waterways of the realm\nArticle 1\nThe harbour is open.\nCHAPTER II\nDues\nArticle 2\nDues are paid.\nArticle 3\nDues are published.\n",
    units: ["ARTICLE-1", "ARTICLE-2", "ARTICLE-3"],
    containers: ["CHAPTER I", "CHAPTER II"],
  },
  {
    name: "a reference to a container at the start of a wrapped line is none",
    text: "Article 1\nShips are registered under the rules on registration that are set out in\nChapter II and in Part 3.\nArticle 2\nThe register of foreign ships is kept by the harbour master, who follows\nChapter II.\nArticle 3\nThe register is public.\n",
    units: ["ARTICLE-1", "ARTICLE-2", "ARTICLE-3"],
    containers: [],
  },
  {
    name: "an ordinal that begins with n is a number",
    text: "Phần thứ nhất\n\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi\n\nA.\n\nPhần thứ tư\n\nTHI HÀNH\n\nĐiều 2. Hiệu lực\n\nB.\n",
    units: ["DIEU-1", "DIEU-2"],
    containers: ["Phần thứ nhất", "Phần thứ tư"],
  },
  {
    name: "an act behind another one is a scope of its title, where its articles have the same numbers",
    text: "# Ley\n\n##### Artículo 1. Apruébase el acuerdo adjunto.\n\n##### Artículo 2. Publíquese.\n\nACUERDO DE PESCA\n\nARTÍCULO 1\n\nLas Partes pescan.\n\nARTÍCULO 2\n\nLas Partes venden.\n",
    units: ["ARTICULO-1", "ARTICULO-2", "ACUERDO-DE-PESCA/ARTICULO-1", "ACUERDO-DE-PESCA/ARTICULO-2"],
    containers: ["ACUERDO DE PESCA"],
  },
  {
    name: "a title of unknown words in capitals does so in plain text",
    text: "Fishery Act\n\nArticle 1\n\nThe annexed text is approved.\n\nArticle 2\n\nThis Act is published.\n\nJOINT DECLARATION ON HERRING\n\nArticle 1\n\nHerring is shared.\n\nArticle 2\n\nCatches are told.\n",
    units: [
      "ARTICLE-1",
      "ARTICLE-2",
      "JOINT-DECLARATION-ON-HERRING/ARTICLE-1",
      "JOINT-DECLARATION-ON-HERRING/ARTICLE-2",
    ],
    containers: ["JOINT DECLARATION ON HERRING"],
  },
  {
    name: "articles of an amending act hold paragraphs that start again",
    text: "# Gesetz\n\n## Artikel 1 Hafengesetz\n\n## § 1\n\nEins.\n\n## § 2\n\nZwei.\n\n## Artikel 2 Fischereigesetz\n\n## § 1\n\nEins.\n\n## § 2\n\nZwei.\n",
    units: ["ARTIKEL-1/PAR-1", "ARTIKEL-1/PAR-2", "ARTIKEL-2/PAR-1", "ARTIKEL-2/PAR-2"],
    containers: ["Artikel 1 Hafengesetz", "Artikel 2 Fischereigesetz"],
  },
  {
    name: "annex tables outnumber the articles",
    text: "# Verordnung\n\n## § 1 Zweck\n\nText.\n\n## § 2 Geltung\n\nText.\n\n## Anlage 1\n\nA.\n\n## Anlage 2\n\nB.\n\n## Anlage 3\n\nC.\n\n## Anlage 4\n\nD.\n",
    units: ["PAR-1", "PAR-2"],
    containers: ["Anlage 1", "Anlage 2", "Anlage 3", "Anlage 4"],
  },
  {
    name: "supplementary provisions are the units of an order without articles, told apart by their order",
    text: "# 政令\n\n次の国とする。\n\n## 附則\n\n公布の日から施行する。\n\n## 附則\n\n翌年から施行する。\n\n## 附則\n\n翌々年から施行する。\n",
    units: ["附則", "附則-2", "附則-3"],
    containers: [],
  },
  {
    name: "plain lines by the ordinals of Catalan between marked articles",
    text: "# Ordenança\n\n### Capítol primer. El mercat\n\nSecció primera. Parades\n\n##### Article 1. Nombre\n\nTrenta.\n\nSecció segona. Horari\n\n##### Article 2. Obertura\n\nA les vuit.\n\nSecció tercera. Neteja\n\n##### Article 3. Torns\n\nCada dia.\n",
    units: ["ARTICLE-1", "ARTICLE-2", "ARTICLE-3"],
    containers: [
      "Capítol primer. El mercat",
      "Secció primera. Parades",
      "Secció segona. Horari",
      "Secció tercera. Neteja",
    ],
  },
  {
    name: "a chapter that the head of every page names is one container (P-184)",
    text: `CHAPTER 51.01\nFisheries Act\n\n${[1, 2, 3, 4].map((part) => `PART ${part}\n\nSection ${part}. Nets\n\nA net is dried by the person who\n\nCHAPTER 51.01\nFisheries Act\n\ncast it.\n`).join("\n")}`,
    units: ["SECTION-1", "SECTION-2", "SECTION-3", "SECTION-4"],
    containers: ["CHAPTER 51.01", "PART 1", "PART 2", "PART 3", "PART 4"],
  },
  {
    name: "chapters that begin again in every part are containers",
    text: [1, 2, 3]
      .map(
        (part) =>
          `Part ${part}\n\nChapter 1\n\nArticle ${2 * part - 1}\n\nA.\n\nChapter 2\n\nArticle ${2 * part}\n\nB.\n`,
      )
      .join("\n"),
    units: ["ARTICLE-1", "ARTICLE-2", "ARTICLE-3", "ARTICLE-4", "ARTICLE-5", "ARTICLE-6"],
    containers: [
      "Part 1",
      "Chapter 1",
      "Chapter 2",
      "Part 2",
      "Chapter 1",
      "Chapter 2",
      "Part 3",
      "Chapter 1",
      "Chapter 2",
    ],
  },
  {
    name: "forms whose names go on in the next line open scopes of their own",
    text: `Điều 1. Phí\n\nA.\n\nĐiều 2. Hiệu lực\n\nB.\n\n**PHỤ LỤC**\n\n${["01", "02"].map((form) => `**Mẫu số ${form}: Quyết định ban\nhành kế hoạch**\n\n**Điều 1.** Ban hành kế hoạch.\n\n**Điều 2.** Giao Vụ Pháp chế.\n\n`).join("")}`,
    units: [
      "DIEU-1",
      "DIEU-2",
      "PHU-LUC/MAU-SO-01/DIEU-1",
      "PHU-LUC/MAU-SO-01/DIEU-2",
      "PHU-LUC/MAU-SO-02/DIEU-1",
      "PHU-LUC/MAU-SO-02/DIEU-2",
    ],
    containers: ["PHỤ LỤC", "Mẫu số 01: Quyết định ban", "Mẫu số 02: Quyết định ban"],
  },
  {
    name: "an arrangement of sections is a table of contents",
    text: `Ferry Act\n\nARRANGEMENT OF SECTIONS\n\nPART I. Boats\nSection 1. Nets\nSection 2. Oars\nPART II. Quays\nSection 3. Fees\n\nPART I. Boats\n\nSection 1. Nets\n\nA.\n\nSection 2. Oars\n\nB.\n\nPART II. Quays\n\nSection 3. Fees\n\nC.\n`,
    units: ["SECTION-1", "SECTION-2", "SECTION-3"],
    containers: ["ARRANGEMENT OF SECTIONS", "PART I. Boats", "PART II. Quays"],
  },
  {
    name: "contents that tell the articles of each chapter, and set the supplementary provisions close, open no container",
    text: "渡船法\n\n目次\n　第一章　総則（第一条・第二条）\n　第二章　灯火（第三条―第四条）\n　附則\n\n　　　第一章　総則\n\n第一条　渡船は、安全に運航する。\n\n第二条　渡船とは、湖を渡る船をいう。\n\n　　　第二章　灯火\n\n第三条　渡船は、灯火を掲げる。\n\n第四条　灯火は、白色とする。\n\n　　　附　則\n\n第一条　この法律は、公布の日から施行する。\n",
    units: ["JO-1", "JO-2", "JO-3", "JO-4", "附則/JO-1"],
    containers: ["第一章 総則", "第二章 灯火", "附 則"],
  },
  {
    name: "contents that tell the sections of each part in brackets open no container",
    text: "Fährgesetz\n\nInhaltsverzeichnis\nTeil 1 Boote (§§ 1-2)\nAnhang Tarife (§ 3)\n\nTeil 1 Boote\n\n§ 1 Netze\n\nA.\n\n§ 2 Ruder\n\nB.\n\nAnhang Tarife\n\n§ 3 Entgelt\n\nC.\n",
    units: ["PAR-1", "PAR-2", "ANHANG/PAR-3"],
    containers: ["Teil 1 Boote", "Anhang Tarife"],
  },
  {
    name: "contents with leaders and pages open no container, though the name of the chapter stands on the next line in the text",
    text: "LUẬT ĐÒ NGANG\n\nMỤC LỤC\n\nChương I BẾN ĐÒ .......... 2\nĐiều 1. Bến .......... 3\nĐiều 2. Đò .......... 4\n\nChương I\nBẾN ĐÒ\n\nĐiều 1. Bến\n\nA.\n\nĐiều 2. Đò\n\nB.\n",
    units: ["DIEU-1", "DIEU-2"],
    containers: ["MỤC LỤC", "Chương I"],
  },
  {
    name: "the name of a chapter that reads like a part opens no scope",
    text: "LEI\n\nCAPÍTULO I\n\nDISPOSIÇÕES GERAIS\n\nArt. 1º A balsa leva uma luz.\n\nCAPÍTULO II\n\nDISPOSIÇÕES FINAIS\n\nArt. 2º A lei entra em vigor.\n\nArt. 3º Fica revogada a lei anterior.\n",
    units: ["ART-1", "ART-2", "ART-3"],
    containers: ["CAPÍTULO I", "CAPÍTULO II"],
  },
  {
    name: "Markdown parts of one numbered section each hold it, also where the numbers begin again",
    text: "# Act\n\n## Part I\n\n### 1. Ropes\n\nA.\n\n## Part II\n\n### 1. Lamps\n\nB.\n\n## Part III\n\n### 1. Fees\n\nC.\n",
    units: ["PART-I/SECTION-1", "PART-II/SECTION-1", "PART-III/SECTION-1"],
    containers: ["Part I", "Part II", "Part III"],
  },
  {
    name: "articles without text in a chapter whose number stands once are no entries of contents",
    text: "# Act\n\n## Chapter 1\n\n### Article 1. Ropes\n\n### Article 2. Lamps\n\n### Article 3. Fees\n\n## Chapter 2\n\n### Article 1. Ropes\n\nA.\n\n### Article 2. Lamps\n\nB.\n\n### Article 3. Fees\n\nC.\n",
    units: [
      "CHAPTER-1/ARTICLE-1",
      "CHAPTER-1/ARTICLE-2",
      "CHAPTER-1/ARTICLE-3",
      "CHAPTER-2/ARTICLE-1",
      "CHAPTER-2/ARTICLE-2",
      "CHAPTER-2/ARTICLE-3",
    ],
    containers: ["Chapter 1", "Chapter 2"],
  },
  {
    name: "the name of an attached file opens no scope",
    text: "Điều 24.8.NĐ.1. Bến\n\nA.\n\nPhụ lục 02_Danh mục bến\n\nMẫu số 03 Phiếu thu.docx\n\nĐiều 24.8.NĐ.2. Đò\n\nB.\n\nĐiều 24.8.NĐ.3. Vé\n\nC.\n",
    units: ["DIEU-24.8.ND.1", "DIEU-24.8.ND.2", "DIEU-24.8.ND.3"],
    containers: [],
  },
  {
    name: "a letterhead over dashes stands before the title of a Vietnamese regulation that opens a scope",
    text: "QUYẾT ĐỊNH\n\nĐiều 1. Ban hành quy chế.\n\nĐiều 2. Có hiệu lực từ ngày ký.\n\nỦY BAN TỈNH BẾN SÔNG\n-------\n\nQUY CHẾ\n\nQuản lý bến\n\nChương I\nCHUNG\n\nĐiều 1. Phạm vi\n\nA.\n\nĐiều 2. Bến\n\nB.\n",
    units: ["DIEU-1", "DIEU-2", "QUY-CHE/DIEU-1", "QUY-CHE/DIEU-2"],
    containers: ["QUY CHẾ", "Chương I"],
  },
];

describe("containers and scopes", () => {
  for (const { name, text, units, containers } of CASES) {
    test(name, () => {
      const result = markDocument(Buffer.from(text), { maxUnits: 1000 });
      assert.ok(result.ok, JSON.stringify(result.ok ? "" : result.refusal));
      assert.deepEqual(
        [...result.value.units].map((unit) => unit.address),
        units,
      );
      assert.deepEqual(
        [...result.value.containers].map((container) => container.label),
        containers,
      );
    });
  }
});
