import { describe } from "node:test";
import { paragraphs, testUnits } from "../support/cut-kinds.ts";

/** A document whose every unit begins with its name and goes on with the same text. */
function act(title: string, names: readonly string[], text: string): string {
  return paragraphs(title, ...names.map((name) => `${name} ${text}`));
}

const BENGALI = "গ্রন্থাগার সকলের জন্য উন্মুক্ত থাকিবে।";
const BURMESE = "စာကြည့်တိုက်သည် လူတိုင်းအတွက် ဖွင့်ရမည်။";
const URDU = "کتب خانہ سب کے لیے کھلا رہے گا۔";
const THAI = "ห้องสมุดเปิดให้ทุกคนใช้ได้";
const HINDI = "पुस्तकालय सबके लिए खुला रहेगा।";

describe("numbers and stops of other scripts (P-180)", () => {
  testUnits([
    {
      rule: "a danda behind Bengali digits, with an inserted section",
      text: act("আইন", ["১।", "২।", "২ক।", "৩।"], BENGALI),
      units: ["১", "২", "২ক", "৩"],
    },
    {
      rule: "the same in Markdown",
      text: act("# আইন", ["১।", "২।", "২ক।", "৩।"], BENGALI),
      units: ["১", "২", "২ক", "৩"],
    },
    {
      rule: "the same in bold type",
      text: act("# আইন", ["**১।**", "**২।**", "**৩।**"], BENGALI),
      units: ["১", "২", "৩"],
    },
    {
      rule: "the same hard-wrapped",
      text: `আইন\n${["১।", "২।", "২ক।", "৩।"].map((name) => `${name} গ্রন্থাগার সকলের\nজন্য উন্মুক্ত থাকিবে।`).join("\n")}\n`,
      units: ["১", "২", "২ক", "৩"],
    },
    {
      rule: "a word before the Bengali number",
      text: act("আইন", ["ধারা ১।", "ধারা ২।", "ধারা ২ক।"], BENGALI),
      units: ["ধারা ১", "ধারা ২", "ধারা ২ক"],
    },
    { rule: "a danda in Hindi", text: act("नियम", ["१।", "२।", "३।"], HINDI), units: ["१", "२", "३"] },
    {
      rule: "a danda behind a word and number in Nepali",
      text: act("ऐन", ["दफा १।", "दफा २।", "दफा ३।"], HINDI),
      units: ["दफा १", "दफा २", "दफा ३"],
    },
    {
      rule: "Burmese digits, with an inserted section",
      text: act("ဥပဒေ", ["၁။", "၂။", "၂-က။", "၃။"], BURMESE),
      units: ["၁", "၂", "၂-က", "၃"],
    },
    {
      rule: "a word before the Burmese number",
      text: act("ဥပဒေ", ["ပုဒ်မ ၁။", "ပုဒ်မ ၂။", "ပုဒ်မ ၃။"], BURMESE),
      units: ["ပုဒ်မ ၁", "ပုဒ်မ ၂", "ပုဒ်မ ၃"],
    },
    {
      rule: "Urdu words, digits and stops, with an inserted article",
      text: act("قانون", ["دفعہ ۱۔", "دفعہ ۲۔", "دفعہ ۲الف۔", "دفعہ ۳۔"], URDU),
      units: ["دفعہ ۱", "دفعہ ۲", "دفعہ ۲الف", "دفعہ ۳"],
    },
    { rule: "Urdu digits alone", text: act("قانون", ["۱۔", "۲۔", "۳۔"], URDU), units: ["۱", "۲", "۳"] },
    {
      rule: "a Thai number behind a slash",
      text: act("ระเบียบ", ["มาตรา ๑", "มาตรา ๒", "มาตรา ๒/๑", "มาตรา ๓"], THAI),
      units: ["มาตรา ๑", "มาตรา ๒", "มาตรา ๒/๑", "มาตรา ๓"],
    },
    {
      rule: "Thai words for inserted sections",
      text: act("ระเบียบ", ["มาตรา ๑", "มาตรา ๑ ทวิ", "มาตรา ๑ ตรี", "มาตรา ๒"], THAI),
      units: ["มาตรา ๑", "มาตรา ๑ ทวิ", "มาตรา ๑ ตรี", "มาตรา ๒"],
    },
    {
      rule: "the word for an inserted article behind the bracket of its Arabic number",
      text: act(
        "قانون المكتبات",
        ["المادة (١):", "المادة (٢):", "المادة (٢) مكرر:", "المادة (٢) مكررا (ب):", "المادة (٣):"],
        "المكتبة مفتوحة للجميع طوال اليوم.",
      ),
      units: ["المادة (١)", "المادة (٢)", "المادة (٢) مكرر", "المادة (٢) مكررا (ب)", "المادة (٣)"],
    },
    {
      rule: "the same in Persian",
      text: act("قانون", ["ماده (۱)", "ماده (۱) مکرر", "ماده (۲)"], "کتابخانه برای همه باز است."),
      units: ["ماده (۱)", "ماده (۱) مکرر", "ماده (۲)"],
    },
    {
      rule: "a stretched line or a dash directly behind Persian names, the word of an inserted article and the word of a chapter that counts",
      text: paragraphs(
        "قانون",
        ...["فصل اولـ کلیات", "ماده ۱ـ کتابخانه برای همه باز است.", "ماده ۱ مکررـ ورود رایگان است."],
        ...["ماده ۱ مکرر ۲ـ ورود رایگان است.", "فصل دومـ کتاب", "ماده ۲ـ کتابخانه برای همه باز است."],
        ...["ماده ۲ مکرر- ورود رایگان است.", "ماده ۲ مکرر الفـ ورود رایگان است."],
      ),
      units: ["ماده ۱", "ماده ۱ مکرر", "ماده ۱ مکرر ۲", "ماده ۲", "ماده ۲ مکرر", "ماده ۲ مکرر الف"],
      containers: ["فصل اولـ کلیات", "فصل دومـ کتاب"],
    },
    {
      rule: "a Latin step behind the bracket of a number",
      text: act("Loi", ["Art. (1)", "Art. (1) bis", "Art. (2)"], "La bibliothèque est ouverte à tous."),
      units: ["Art. (1)", "Art. (1) bis", "Art. (2)"],
    },
  ]);
});
