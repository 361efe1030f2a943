import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { canonicalWords } from "../../../src/document/delta/canonical-words.ts";
import { deltaOf, readSide } from "./make-side.ts";

type Case = readonly [what: string, before: string, after: string];

const MEANING: readonly Case[] = [
  ["minutes for seconds, by primes", "an arc of 30′ east", "an arc of 30″ east"],
  ["minutes for seconds, by quotes", `an arc of 30' east`, `an arc of 30" east`],
  ["minutes and seconds that change places", `at 48° 12' 30" north`, `at 48° 12" 30' north`],
  ["minutes and seconds that change places, by primes", "at 48° 12′ 30″ north", "at 48° 12″ 30′ north"],
  ["a power for a product", "the area is r**2", "the area is r*2"],
  ["a product for a name", "it costs n*m crowns", "it costs nm crowns"],
  ["two products for a name", "it costs n*m*k crowns", "it costs nmk crowns"],
  ["products of sums", "it costs (a)*(b)*(c) crowns", "it costs (a)(b)(c) crowns"],
  ["a mark of a footnote that is gone", "100* crowns", "100 crowns"],
  ["a mark of a footnote at another word", "Drivers* come before pilots", "Drivers come before pilots*"],
  ["a mark of a footnote for another one", "Houses* are lit", "Houses** are lit"],
  ["a mark of a footnote before the next word", "Drivers* come first", "Drivers *come first"],
  ["one of two marks of footnotes", "Houses* and ships* are lit", "Houses and ships* are lit"],
  [
    "a mark in another cell of a table",
    "| a | b |\n|---|---|\n| 5* | 6 |",
    "| a | b |\n|---|---|\n| 5 | 6* |",
  ],
  ["marks in two cells of a table", "| *a | b* |\n|---|---|\n| 5 | 6 |", "| a | b |\n|---|---|\n| 5 | 6 |"],
  ["marks in two paragraphs", "*one\n\ntwo*", "one\n\ntwo"],
  ["marks in two points of a list", "- *one\n- two*", "- one\n- two"],
  ["runs that are not equal", "**one* two", "one two"],
  ["a star in code", "use `*.key` here", "use `.key` here"],
  ["stars in a path in code", "use `**/log/*.txt` here", "use `/log/.txt` here"],
  ["underscores in code", "use `__init__` here", "use `init` here"],
  ["a dash in code", "use `a -- b` here", "use `a - b` here"],
  ["a quote in code", "use `a ‘b’` here", "use `a 'b'` here"],
  ["code between two backticks each", "use ``a ` *b* `` here", "use ``a ` b `` here"],
  ["stars in fenced code", "```\nrun *all*\n```", "```\nrun all\n```"],
  ["a list mark in fenced code", "~~~\n- lamps\n~~~", "~~~\nlamps\n~~~"],
  ["fenced code in a list", "- so:\n\n  ```\n  # run\n  ```", "- so:\n\n  ```\n  run\n  ```"],
  ["an underscore in the target of a link", "[list](/_draft_/list)", "[list](/draft/list)"],
  ["an underscore at the head of a target", "see [list](/_draft/list)", "see [list](/draft/list)"],
  ["a name in the target of a link", "see [list](_list_)", "see [list](list)"],
  ["a hyphen in the target of a link", "see [list](my--list)", "see [list](my-list)"],
  ["a name in brackets in a target", "see [list](a((_b_)))", "see [list](a((b)))"],
  ["a name in a target without an end", "see [list](_list_ here", "see [list](list here"],
  ["a name in a path of Windows", "see C:\\a\\_list here", "see C:\\a_list here"],
  ["an underscore in a path", "see /_draft/list here", "see /draft/list here"],
  ["two underscores in a path", "see /_draft_/list here", "see /draft/list here"],
  ["two hyphens in a host", "pay at my--bank.example today", "pay at my-bank.example today"],
  ["an en dash in a host", "pay at my–bank.example today", "pay at my-bank.example today"],
  ["a soft hyphen in a host", "pay at my\u00adbank.example today", "pay at mybank.example today"],
  ["a soft hyphen in an address", "see https://bank.example/pay\u00ading", "see https://bank.example/paying"],
  [
    "an underscore before a bracket",
    "see <https://bank.example/x_> here",
    "see <https://bank.example/x> here",
  ],
  ["an underscore at the end of a word", "where x_> holds", "where x> holds"],
  ["decomposed letters in an address", "see https://bänk.example", "see https://ba\u0308nk.example"],
  ["an underscore in a mail address", "write to bob_@bank.example", "write to bob@bank.example"],
  ["underscores around a mail name", "write to <_bob_@bank.example>", "write to <bob@bank.example>"],
  ["a mail address without a host", "write to bob_@ here", "write to bob@ here"],
  ["a hyphen before degrees", "- 18 °C", "18 °C"],
  ["a minus before a number", "− 3", "3"],
  ["a hyphen before a fraction", "- 1/2 of it", "1/2 of it"],
  ["a hyphen before the unit alone", "- °C is read", "°C is read"],
  ["a hyphen for a plus", "- the deductions", "+ the deductions"],
  ["a number sign at the end of a line", "it is written in C #\nby hand", "it is written in C\nby hand"],
  ["a plus that is gone", "+ the deductions", "the deductions"],
  ["a minus before a word", "− the deductions", "the deductions"],
  ["a minus for a dash between numbers", "from 10 − 5 on", "from 10 – 5 on"],
  ["the sign of a number for a dash", "the values 5 -10 hold", "the values 5-10 hold"],
  ["the sign of a number for a difference", "the values 5 -10 hold", "the values 5 - 10 hold"],
  ["a point that moves to the next number", "is paid. 5 crowns", "is paid .5 crowns"],
  ["a comma that moves to the next number", "is paid, 5 crowns", "is paid ,5 crowns"],
  ["a decimal separator of Arabic", "١٫٥ درهم", "١ ٫٥ درهم"],
  ["a dash for the hyphen of a word", "a man-eating shark", "a man—eating shark"],
  ["white space around a hyphen", "a man-eating shark", "a man - eating shark"],
  ["two hyphens for one", "a man-eating shark", "a man--eating shark"],
  ["white space behind the hyphen of an option", "use -json here", "use - json here"],
  ["white space before a hyphen", "Land und -wirte", "Land und-wirte"],
  ["white space before a hyphen that has some behind it", "Ein- und Ausfuhr", "Ein - und Ausfuhr"],
  ["stars between numbers", "it is 5 *a* 3", "it is 5 a 3"],
  ["stars between letters", "it is n *m* k", "it is n m k"],
  ["stars before a plus", "it is 2 *x* + 1", "it is 2 x + 1"],
  ["a name with two underscores on each side", "call __init__ now", "call init now"],
  ["underscores in the middle of a name", "see a____b now", "see a_____b now"],
  ["a name of a constant", "see __FILE__ now", "see FILE now"],
  ["comparisons that look like a tag", "if a<b>c holds", "if ac holds"],
  ["a tag of emphasis that nothing closes", "see x<i>y", "see xy"],
  ["two backslashes", "\\\\server holds it", "\\server holds it"],
  ["stars in a tag of code", "use <code>run *all* now</code> here", "use <code>run all now</code> here"],
  ["dashes in a tag of keys", "use <kbd>a -- b</kbd> here", "use <kbd>a - b</kbd> here"],
  ["a thin space of TeX for a comma", "it is $5\\,000$ now", "it is $5,000$ now"],
  ["white space in the name of an article", "see Article 5.A lamp", "see Article 5. A lamp"],
  ["a joiner in a word of Persian", "می\u200cروم", "میروم"],
  ["a joiner in a word of Hindi", "क्\u200dष", "क्ष"],
  ["a space between signs of Chinese", "东 北", "东北"],
  ["products of words of Chinese", "面积*单价*数量", "面积单价数量"],
];

const TYPOGRAPHY: readonly Case[] = [
  ["primes for quotes beside numbers", `at 48° 12' 30" north`, "at 48° 12′ 30″ north"],
  ["single quotes of another form", "a 'lamp' is lit", "a ‹lamp› is lit"],
  ["emphasis over two lines", "**No\nlamp** is lit", "No\nlamp is lit"],
  ["emphasis in emphasis", "**_No_ lamp** is lit", "No lamp is lit"],
  ["emphasis around a full stop", "**Lamps.** They are lit", "Lamps. They are lit"],
  ["emphasis around a quote", '*"Lamps"* are lit', '"Lamps" are lit'],
  ["emphasis around a section", "**§ 3** holds", "§ 3 holds"],
  ["emphasis in a cell", "| **a** | b |\n|---|---|\n| 5 | 6 |", "| a | b |\n|---|---|\n| 5 | 6 |"],
  ["a mark of a footnote that is escaped", "Drivers* come first", "Drivers\\* come first"],
  ["emphasis around code", "use **`*.key`** here", "use `*.key` here"],
  ["emphasis around an address", "see **https://bank.example/x** here", "see https://bank.example/x here"],
  ["emphasis around a link", "see **[list](/_list)** here", "see [list](/_list) here"],
  ["white space in code", "use `a  b` here", "use `a\nb` here"],
  ["decomposed letters beside a slash", "der/die Prüfer/in", "der/die Pru\u0308fer/in"],
  ["curly quotes around a path", `see "and/or" here`, "see “and/or” here"],
  ["a heading that is closed", "### Lamps ###", "### Lamps"],
  ["a dash for the mark of a list", "- lamps\n- oil", "– lamps\n– oil"],
  ["a minus for the hyphen before a number", "at −5 degrees", "at -5 degrees"],
  ["white space around a dash between numbers", "pages 28 - 29", "pages 28–29"],
  ["white space around a long dash", "lamps — and oil", "lamps—and oil"],
  ["a line that ends behind a dash between numbers", "pages 28 - 29", "pages 28 -\n29"],
  ["a line that ends behind a long dash", "lamps — and oil", "lamps —\nand oil"],
  ["a line that begins with a long dash", "lamps — and oil", "lamps\n— and oil"],
  ["two hyphens for a long dash", "lamps—and oil", "lamps--and oil"],
  ["a hyphen that a line ends with", "a non-profit body", "a non-\nprofit body"],
  ["tags of emphasis in capital letters", "<B>No</B> lamp", "No lamp"],
  ["emphasis of a word with a capital letter by underscores", "__Note__ this", "Note this"],
  ["a backslash that breaks a line", "one\\\ntwo", "one\ntwo"],
  ["a soft hyphen as HTML", "lan&shy;tern", "lantern"],
  ["ligatures of three letters", "office and baffle", "o\ufb03ce and ba\ufb04e"],
  ["emphasis around a tag of code", "use **<code>a</code>** here", "use <code>a</code> here"],
  ["geresh for a quote", "צה״ל וח׳", "צה\"ל וח'"],
  ["a line of Chinese that is broken elsewhere", "看守人应当点灯", "看守人应当\n点灯"],
  ["a line of Japanese that is broken elsewhere", "ランプを灯す", "ランプ\nを灯す"],
  ["white space between Chinese and a number", "三日内付5元", "三日内付 5 元"],
  ["emphasis before a full stop of Chinese", "**看守人。**点灯", "看守人。点灯"],
  ["emphasis before a danda", "**दीपक।** जलता है", "दीपक। जलता है"],
  ["a list of links", "- [lamps](a.md)\n- `oil`", "* [lamps](a.md)\n* `oil`"],
];

function changeOf(before: string, after: string): readonly string[] {
  const of = (text: string) =>
    readSide(`## Article 1\n\nFirst.\n\n${text}\n\nLast.\n\n## Article 2\n\nend\n`);
  return deltaOf(of(before), of(after)).changes.map(({ change }) => change);
}

describe("a sign that changes what a text says is told as amended", () => {
  for (const [what, before, after] of MEANING)
    test(what, () => {
      assert.deepEqual(changeOf(before, after), ["amended"]);
      assert.deepEqual(changeOf(after, before), ["amended"]);
    });
});

describe("the same sign in another form is typography", () => {
  for (const [what, before, after] of TYPOGRAPHY)
    test(what, () => {
      assert.deepEqual(changeOf(before, after), ["typographyOnly"]);
      assert.deepEqual(changeOf(after, before), ["typographyOnly"]);
    });
});

describe("words in their order", () => {
  test("code and addresses stand where they stood, also beside signs that stand for them", () =>
    assert.deepEqual(canonicalWords("a `b  c` \ue000 <https://d.example> \ue001 [e](f_) `\ue000` *g/h* 1"), [
      "a",
      "`b",
      "c`",
      "\ue000",
      "<https://d.example>",
      "\ue001",
      "[",
      "e",
      "]",
      "(f_)",
      "`\ue000`",
      "g/h",
      "1",
    ]));
});
