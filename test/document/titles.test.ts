import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import type { MarkedDocument } from "../../src/domain/plan.ts";

interface Case {
  readonly rule: string;
  readonly lines: readonly string[];
  /** Label and title of every unit. */
  readonly units: readonly (readonly [label: string, title: string])[];
}

const ON_ITS_OWN_LINE: readonly Case[] = [
  {
    rule: "a heading of the same level below a heading with the number alone",
    lines: [
      "# Ferry Act",
      "### Article 1",
      "### Scope",
      "It holds on the lake.",
      "### Article 2",
      "### Terms",
      "A ferry floats.",
      "### Article 3",
      "### Transitional provisions",
      "Old boats may sail on.",
    ],
    units: [
      ["Article 1", "Scope"],
      ["Article 2", "Terms"],
      ["Article 3", "Transitional provisions"],
    ],
  },
  {
    rule: "a heading of the next level",
    lines: [
      "## § 1",
      "### Geltungsbereich",
      "(1) Die Ordnung gilt am See.",
      "## § 2",
      "### Begriffe",
      "Eine Fähre schwimmt.",
    ],
    units: [
      ["§ 1", "Geltungsbereich"],
      ["§ 2", "Begriffe"],
    ],
  },
  {
    rule: "a line in bold type below a heading",
    lines: [
      "# Loi des bacs",
      "## Article 1",
      "**Objet**",
      "La présente loi règle les bacs.",
      "## Article 2",
      "**Champ d'application.**",
      "Elle s'applique au lac.",
    ],
    units: [
      ["Article 1", "Objet"],
      ["Article 2", "Champ d'application."],
    ],
  },
  {
    rule: "a line in bold type below a line in bold type, as a converted page has them",
    lines: [
      "**Ley de balsas**",
      "**TÍTULO I**",
      "**Disposiciones generales**",
      "**Artículo 1**",
      "**Objeto**",
      "La ley regula las balsas.",
      "**Artículo 2**",
      "**Ámbito**",
      "Rige en el lago.",
      "**Artículo 3**",
      "**Definiciones**",
      "Una balsa flota.",
    ],
    units: [
      ["Artículo 1", "Objeto"],
      ["Artículo 2", "Ámbito"],
      ["Artículo 3", "Definiciones"],
    ],
  },
  {
    rule: "a line in italic type below a line in bold type",
    lines: [
      "# Loi",
      "**Article 1**",
      "*Objet*",
      "La présente loi règle les bacs.",
      "**Article 2**",
      "*Définitions*",
      "Un bac flotte.",
    ],
    units: [
      ["Article 1", "Objet"],
      ["Article 2", "Définitions"],
    ],
  },
  {
    rule: "a line in brackets",
    lines: [
      "Legge dei traghetti",
      "Art. 1",
      "(Oggetto)",
      "1. La legge regola i traghetti del lago.",
      "Art. 2",
      "(Definizioni)",
      "1. Il traghetto galleggia.",
    ],
    units: [
      ["Art. 1", "Oggetto"],
      ["Art. 2", "Definizioni"],
    ],
  },
  {
    rule: "a paragraph of its own, also of two lines",
    lines: [
      "Закон о паромах",
      "Статья 1",
      "Предмет закона",
      "Закон определяет порядок.",
      "Статья 2",
      "Права и обязанности\nперевозчика на озере",
      "1. Перевозчик ждет.",
      "Статья 3",
      "Плата",
      "Паром бесплатный.",
    ],
    units: [
      ["Статья 1", "Предмет закона"],
      ["Статья 2", "Права и обязанности перевозчика на озере"],
      ["Статья 3", "Плата"],
    ],
  },
  {
    rule: "one word above numbered paragraphs in every unit",
    lines: [
      "ΝΟΜΟΣ",
      "Άρθρο 1\nΣκοπός\n\n1. Το πορθμείο πλέει.",
      "Άρθρο 2\nΣκοπός\n\n1. Το πορθμείο περιμένει.",
      "Άρθρο 2Α\nΣκοπός\n\n(1) Το πορθμείο επιστρέφει.",
    ],
    units: [
      ["Άρθρο 1", "Σκοπός"],
      ["Άρθρο 2", "Σκοπός"],
      ["Άρθρο 2Α", "Σκοπός"],
    ],
  },
  {
    rule: "Arabic",
    lines: [
      "نظام العبارات",
      "المادة 1",
      "الأهداف",
      "تنظم هذه اللائحة العبارات.",
      "المادة 2",
      "التعريفات",
      "العبارة تطفو.",
    ],
    units: [
      ["المادة 1", "الأهداف"],
      ["المادة 2", "التعريفات"],
    ],
  },
  {
    rule: "Chinese, with a unit that has none",
    lines: [
      "渡船条例",
      "第一条",
      "目的",
      "为了管理渡船，制定本条例。",
      "第二条",
      "适用范围",
      "本条例适用于湖上。",
      "第三条",
      "渡船免费。",
    ],
    units: [
      ["第一条", "目的"],
      ["第二条", "适用范围"],
      ["第三条", ""],
    ],
  },
];

const GLUED: readonly Case[] = [
  {
    rule: "the second line of the paragraph",
    lines: [
      "Ley de balsas",
      "Artículo 1\nObjeto\nLa ley regula las balsas.\n(1) En el lago.",
      "Artículo 2\nDefiniciones\nUna balsa flota.",
    ],
    units: [
      ["Artículo 1", "Objeto"],
      ["Artículo 2", "Definiciones"],
    ],
  },
  {
    rule: "the rest of the line, where the text follows on the next one",
    lines: [
      "LUẬT ĐÒ NGANG",
      "Điều 1. Phạm vi điều chỉnh\nLuật này quy định về đò ngang trên hồ.",
      "Điều 2. Trách nhiệm của chủ đò, bến đò và\nngười lái đò trên hồ\n1. Chủ đò chờ khách.\n2. Bến đò thắp đèn.",
      "Điều 3. Giá vé\nĐi đò không mất tiền.",
    ],
    units: [
      ["Điều 1", "Phạm vi điều chỉnh"],
      ["Điều 2", "Trách nhiệm của chủ đò, bến đò và người lái đò trên hồ"],
      ["Điều 3", "Giá vé"],
    ],
  },
  {
    rule: "a title that runs on in upper case where its line is full",
    lines: [
      "FÄHRORDNUNG",
      "§ 1 Zweck\nDie Ordnung regelt die Fähren am See und\nan seinen Armen.",
      "§ 2 Aufgaben der Hafenmeister und der\nBehörden\n(1) Sie warten am Steg und zählen Leute.",
      "§ 3 Entgelt\nDie Fahrt mit der Fähre kostet kein Geld\nund keine Zeit.",
    ],
    units: [
      ["§ 1", "Zweck"],
      ["§ 2", "Aufgaben der Hafenmeister und der Behörden"],
      ["§ 3", "Entgelt"],
    ],
  },
  {
    rule: "words after a colon, centred",
    lines: [
      "Bylaws",
      "          ARTICLE I: NAME\n(1) The club has one.",
      "          ARTICLE II: SEAT\n(1) It is by the lake.",
      "          ARTICLE III: DUES\n(1) There are none.",
    ],
    units: [
      ["ARTICLE I", "NAME"],
      ["ARTICLE II", "SEAT"],
      ["ARTICLE III", "DUES"],
    ],
  },
];

const RUN_IN: readonly Case[] = [
  {
    rule: "a phrase that a stop ends near the end of a wrapped line",
    lines: [
      "Ferry Act",
      "Section 1. Lamps of ferries on the lake. Every ferry\ncarries one lamp at the bow and one more at the stern.",
      "Section 2. Crossings by night or in fog. The master\nrings the bell and the boatman waits until it is day.",
      "Section 3. Fares for children and dogs. The owner\nasks for one coin and the harbour board for no other.",
    ],
    units: [
      ["Section 1", "Lamps of ferries on the lake"],
      ["Section 2", "Crossings by night or in fog"],
      ["Section 3", "Fares for children and dogs"],
    ],
  },
  {
    rule: "a phrase that a stop ends, of which one is as long as its text",
    lines: [
      "Ferry Act",
      "**1.** Short title and commencement. This holds.",
      "**2.** Lamps. Every ferry carries one lamp at the bow.",
      "**3.** Terms. In this Act:\n\n(a) a ferry floats;\n\n(b) a lake is wet.",
      "**4.** Night crossings. (1) None.\n\n(2) But in fog there are.",
    ],
    units: [
      ["1", "Short title and commencement"],
      ["2", "Lamps"],
      ["3", "Terms"],
      ["4", "Night crossings"],
    ],
  },
  {
    rule: "a phrase that a stop ends",
    lines: [
      "CONSTITUCIÓN DEL LAGO",
      "Artículo 1. Paso libre. Toda persona cruza el lago cuando quiere, sin pagar.",
      "Artículo 2. Turno de St. Juan. Las balsas salen por turno, una cada hora.",
      "Artículo 3. Nadie espera.",
    ],
    units: [
      ["Artículo 1", "Paso libre"],
      ["Artículo 2", "Turno de St. Juan"],
      ["Artículo 3", ""],
    ],
  },
  {
    rule: "words in capitals that a stop ends, before a paragraph with a letter",
    lines: [
      "Sec. 31.001.  SCOPE.  (a)  This chapter holds for every ferry that crosses the lake.",
      "(b)  Rowing boats are none.",
      "Sec. 31.002.  LAMPS.  (a)  Every ferry carries a lamp at its bow from dusk to dawn.",
      "Sec. 31.003.  FARES.  The fares are painted on a board at the quay.",
    ],
    units: [
      ["Sec. 31.001", "SCOPE"],
      ["Sec. 31.002", "LAMPS"],
      ["Sec. 31.003", "FARES"],
    ],
  },
  {
    rule: "a phrase that a stop with a dash ends, before a numbered paragraph",
    lines: [
      "Ferry Act",
      "Section 1. Short title.—(1) This Act may be called the Ferry Act.",
      "Section 2. Definitions.— In this Act a ferry is whatever floats.",
      "Section 3. Fees — Nobody pays for a passage over the lake.",
    ],
    units: [
      ["Section 1", "Short title"],
      ["Section 2", "Definitions"],
      ["Section 3", "Fees"],
    ],
  },
  {
    rule: "a phrase in hard-wrapped text",
    lines: [
      "Constitution of the Lake",
      "Article 1. Passage. The ferry takes\neverybody across.\nArticle 2. Turns. It is the rule that\nnobody jumps the queue.\nArticle 3. Night. The lamp burns\nuntil dawn.",
    ],
    units: [
      ["Article 1", "Passage"],
      ["Article 2", "Turns"],
      ["Article 3", "Night"],
    ],
  },
  {
    rule: "a phrase in brackets or emphasis",
    lines: [
      "Legge",
      "Art. 1. (Oggetto). La legge regola i traghetti.",
      "Art. 2. *Definizioni*. - Il traghetto galleggia sul lago.",
      "Art. 3. **Tariffe.** Nessuno paga per la traversata.",
    ],
    units: [
      ["Art. 1", "Oggetto"],
      ["Art. 2", "Definizioni"],
      ["Art. 3", "Tariffe"],
    ],
  },
  {
    rule: "a phrase after a name in bold type",
    lines: [
      "# Bylaws",
      "**Section 1.** Name. The club is called the Lake Club of the valley.",
      "**Section 2.** Seat. The seat is in the house by the old landing stage.",
    ],
    units: [
      ["Section 1", "Name"],
      ["Section 2", "Seat"],
    ],
  },
  {
    rule: "Chinese words in brackets or before a wide space",
    lines: [
      "渡船条例",
      "第一条【目的】为了管理渡船，制定本条例。",
      "第二条　（范围）本条例适用于湖上的渡船。",
      "第三条　费用　渡船不收费用，也不收礼物。",
      "第四条　时间　渡船每天开两次。",
    ],
    units: [
      ["第一条", "目的"],
      ["第二条", "范围"],
      ["第三条", "费用"],
      ["第四条", "时间"],
    ],
  },
];

const ABOVE: readonly Case[] = [
  {
    rule: "a caption in brackets above the name, as Japanese statutes print it",
    lines: [
      "渡し船条例",
      "（目的）\n第一条　この条例は、渡し船について定める。",
      "（定義）\n第二条　渡し船とは、湖に浮かぶものをいう。",
      "第三条　渡し船は、ただとする。",
      "（時刻）\n第四条　渡し船は、朝と夕に出る。",
    ],
    units: [
      ["第一条", "目的"],
      ["第二条", "定義"],
      ["第三条", ""],
      ["第四条", "時刻"],
    ],
  },
];

const NO_TITLE: readonly Case[] = [
  {
    rule: "the first of two short sentences of one length, in bold and plain heads",
    lines: [
      "Uchwała o promach",
      "**§ 1.** Ustala się regulamin promu. Regulamin stanowi załącznik do uchwały.",
      "**§ 2.** Wykonanie powierza się wójtowi. Wójt składa sprawozdanie.",
      "**§ 3.** Traci moc uchwała poprzednia. Nie dotyczy to spraw w toku.",
    ],
    units: [
      ["§ 1", ""],
      ["§ 2", ""],
      ["§ 3", ""],
    ],
  },
  {
    rule: "the first of two short sentences, of which the second goes on over the next line",
    lines: [
      "NGHỊ QUYẾT",
      "Điều 1. Thông qua kế hoạch đò ngang. Kế hoạch đính kèm\nnghị quyết.",
      "Điều 2. Giao bến đò tổ chức thực hiện. Chủ bến báo cáo\nhằng quý.",
      "Điều 3. Hội đồng giám sát việc thực hiện. Kinh phí lấy từ quỹ\nbến.",
    ],
    units: [
      ["Điều 1", ""],
      ["Điều 2", ""],
      ["Điều 3", ""],
    ],
  },
  {
    rule: "articles of one short line have none",
    lines: [
      "Charter",
      "Article 1",
      "Everybody may cross the lake",
      "Article 2",
      "Nobody pays",
      "Article 3",
      "The lamp burns",
    ],
    units: [
      ["Article 1", ""],
      ["Article 2", ""],
      ["Article 3", ""],
    ],
  },
  {
    rule: "one short paragraph among long ones is text",
    lines: [
      "Charter",
      "Article 1",
      "Everybody may cross the lake.",
      "This holds at night.",
      "Article 2",
      "Passage",
      "Nobody pays for it.",
      "Article 3",
      "The lamp burns from dusk to dawn.",
      "Nobody puts it out.",
    ],
    units: [
      ["Article 1", ""],
      ["Article 2", ""],
      ["Article 3", ""],
    ],
  },
  {
    rule: "short sentences are text",
    lines: [
      "Charter",
      "Article 1. The lake is free. Everybody may cross it at any hour.",
      "Article 2. The ferry has a lamp. It burns from dusk to dawn.",
      "Article 3. Dogs are guests. They sit in the bow and look ahead.",
    ],
    units: [
      ["Article 1", ""],
      ["Article 2", ""],
      ["Article 3", ""],
    ],
  },
  {
    rule: "a note that repeats below every number is text",
    lines: [
      "# Code",
      "## Article 1",
      "Version en vigueur",
      "Le lac est libre.",
      "## Article 2",
      "Version en vigueur",
      "Le bac est gratuit.",
      "## Article 3",
      "Version en vigueur",
      "La lampe brûle.",
    ],
    units: [
      ["Article 1", ""],
      ["Article 2", ""],
      ["Article 3", ""],
    ],
  },
  {
    rule: "lettered and numbered paragraphs are text",
    lines: [
      "Charter",
      "Article 1\n(a) the lake\n(b) the shore",
      "Article 2\nA. The ferry\nB. The lamp",
      "Article 3\n1) Dogs\n2) Cats",
    ],
    units: [
      ["Article 1", ""],
      ["Article 2", ""],
      ["Article 3", ""],
    ],
  },
  {
    rule: "a Chinese sentence after the number is text",
    lines: [
      "渡船条例",
      "第一条 渡船免费。",
      "孩子也免费。",
      "第二条 渡船夜里点灯。",
      "灯不熄灭。",
      "第三条 狗坐船头。",
      "猫也一样。",
    ],
    units: [
      ["第一条", ""],
      ["第二条", ""],
      ["第三条", ""],
    ],
  },
];

const TEXT_IN_HEADINGS: readonly Case[] = [
  {
    rule: "a heading that holds the whole article has no title, also where a paragraph follows one of them",
    lines: [
      "# Ley de balsas",
      "##### Artículo 1° - Apruébase el reglamento de las balsas del lago.",
      "##### Artículo 2° - Las balsas salen cada hora.",
      "##### Artículo 3° - Las balsas de la orilla sur.",
      "Esperan hasta la noche.",
      "##### Artículo 4° - Comuníquese.",
    ],
    units: [
      ["Artículo 1°", ""],
      ["Artículo 2°", ""],
      ["Artículo 3°", ""],
      ["Artículo 4°", ""],
    ],
  },
  {
    rule: "a stop after a title in a heading makes it no sentence",
    lines: [
      "# Ferry Act",
      "## Section 1. Definitions.",
      "A ferry floats.",
      "## Section 2. Offence of rowing across.",
      "It is none.",
    ],
    units: [
      ["Section 1", "Definitions."],
      ["Section 2", "Offence of rowing across."],
    ],
  },
];

const LEARNED: readonly Case[] = [
  {
    rule: "a learned word and its number are the name, the rest is the title",
    lines: [
      "# Yavu",
      "## Tikina 1: Na yaca",
      "A waqa.",
      "## Tikina 2: Na vanua",
      "A draki.",
      "## Tikina 3: Na siga",
      "A bogi.",
    ],
    units: [
      ["Tikina 1", "Na yaca"],
      ["Tikina 2", "Na vanua"],
      ["Tikina 3", "Na siga"],
    ],
  },
];

function mark({ lines }: Case): MarkedDocument {
  const result = markDocument(Buffer.from(`${lines.join("\n\n")}\n`), { maxUnits: 100 });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  "P-160: a title on its own line": ON_ITS_OWN_LINE,
  "P-161: a title in one paragraph with the text": GLUED,
  "P-161: a title between number and text": RUN_IN,
  "P-160: a title above the number": ABOVE,
  "P-162: text that is no title": NO_TITLE,
  "P-163: text in headings": TEXT_IN_HEADINGS,
  "a title after a learned name": LEARNED,
};

for (const [name, cases] of Object.entries(GROUPS)) {
  describe(name, () => {
    for (const found of cases) {
      test(found.rule, () => {
        assert.deepEqual(
          mark(found).units.map(({ label, title }) => [label, title]),
          found.units,
        );
      });
    }
  });
}

test("a heading that is the title of a unit is neither a unit nor a container, and stays in the unit", () => {
  for (const found of ON_ITS_OWN_LINE) {
    const { units, containers, regions } = mark(found);
    const titles = new Set(found.units.map(([, title]) => title));
    assert.deepEqual(
      [...containers].filter(({ label }) => titles.has(label)),
      [],
      found.rule,
    );
    assert.equal([...regions].filter(({ role }) => role === "unit").length, units.length);
  }
});
