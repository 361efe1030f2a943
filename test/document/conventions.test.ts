import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isConventionName } from "../../src/document/conventions/convention-families.ts";
import { markDocument } from "../../src/document/mark.ts";
import { CONVENTION_ROWS } from "../../src/document/names/designator.ts";

/** For every row of the table, one printed line with the label and the address that it gives. */
const LINES: Readonly<Record<string, readonly [line: string, label: string, address: string]>> = {
  article: ["Article 12 bis", "Article 12 bis", "ARTICLE-12-BIS"],
  "en-section": ["Section 5. Terms", "Section 5", "SECTION-5"],
  "en-rule": ["Rule 4", "Rule 4", "RULE-4"],
  "en-regulation": ["Regulation 3", "Regulation 3", "REGULATION-3"],
  "en-clause": ["Clause 2", "Clause 2", "CLAUSE-2"],
  "en-amendment": ["Amendment XIV", "Amendment XIV", "AMENDMENT-XIV"],
  "en-principle": ["Principle 1: Lawfulness", "Principle 1", "PRINCIPLE-1"],
  art: ["Art. 5º", "Art. 5º", "ART-5"],
  "de-artikel": ["Artikel 5a", "Artikel 5a", "ART-5A"],
  "es-articulo": ["Artículo 12-BIS", "Artículo 12-BIS", "ARTICULO-12-BIS"],
  "es-disposicion": ["Disposición final. Vigencia", "Disposición final", "DISPOSICION-FINAL"],
  "gl-disposicion-derradeira": [
    "Disposición derradeira única",
    "Disposición derradeira única",
    "DISPOSICION-DERRADEIRA-UNICA",
  ],
  "ca-disposicio": ["Disposició final. Vigència", "Disposició final", "DISPOSICIO-FINAL"],
  "ca-disposicio-addicional": [
    "Disposició addicional segona. Taxes",
    "Disposició addicional segona",
    "DISPOSICIO-ADDICIONAL-SEGONA",
  ],
  "ca-disposicio-transitoria": [
    "Disposició transitòria primera",
    "Disposició transitòria primera",
    "DISPOSICIO-TRANSITORIA-PRIMERA",
  ],
  "ca-disposicio-derogatoria": [
    "Disposició derogatòria única",
    "Disposició derogatòria única",
    "DISPOSICIO-DEROGATORIA-UNICA",
  ],
  "ca-disposicio-final": ["Disposició final tercera", "Disposició final tercera", "DISPOSICIO-FINAL-TERCERA"],
  "eu-xedapen-gehigarria": [
    "Bigarren xedapen gehigarria. Egoitza",
    "Bigarren xedapen gehigarria",
    "XEDAPEN-GEHIGARRIA-BIGARREN",
  ],
  "eu-xedapen-iragankorra": [
    "Lehenengo xedapen iragankorra",
    "Lehenengo xedapen iragankorra",
    "XEDAPEN-IRAGANKORRA-LEHENENGO",
  ],
  "eu-xedapen-indargabetzailea": [
    "Hirugarren xedapen indargabetzailea",
    "Hirugarren xedapen indargabetzailea",
    "XEDAPEN-INDARGABETZAILEA-HIRUGARREN",
  ],
  "eu-azken-xedapena": ["Azken xedapena. Indarra", "Azken xedapena", "XEDAPENA-AZKEN"],
  "es-disposicion-adicional": [
    "Disposición adicional primera. Objeto",
    "Disposición adicional primera",
    "DISPOSICION-ADICIONAL-PRIMERA",
  ],
  "es-disposicion-transitoria": [
    "Disposición transitoria única",
    "Disposición transitoria única",
    "DISPOSICION-TRANSITORIA-UNICA",
  ],
  "es-disposicion-derogatoria": [
    "Disposición derogatoria única",
    "Disposición derogatoria única",
    "DISPOSICION-DEROGATORIA-UNICA",
  ],
  "es-articulo-transitorio": ["Artículo 3° transitorio.-", "Artículo 3° transitorio", "TRANSITORIO-3"],
  "es-disposicion-final": [
    "Disposición final segunda",
    "Disposición final segunda",
    "DISPOSICION-FINAL-SEGUNDA",
  ],
  "pt-artigo": ["Artigo 1.º", "Artigo 1.º", "ARTIGO-1"],
  "it-articolo": ["Articolo 3", "Articolo 3", "ARTICOLO-3"],
  "ro-articol": ["Articolul 3", "Articolul 3", "ARTICOL-3"],
  "nb-artikkel": ["Artikkel 3.", "Artikkel 3", "ARTIKKEL-3"],
  "pl-artykul": ["Artykuł 3", "Artykuł 3", "ART-3"],
  "cs-clanek": ["Článek 3", "Článek 3", "CLANEK-3"],
  "hr-clanak": ["Članak 3.", "Članak 3", "CLAN-3"],
  "sq-neni": ["Neni 3", "Neni 3", "NENI-3"],
  "lt-straipsnis": ["Straipsnis 3", "Straipsnis 3", "STRAIPSNIS-3"],
  "mt-artiklu": ["Artiklu 3", "Artiklu 3", "ARTIKLU-3"],
  "ga-airteagal": ["Airteagal 3", "Airteagal 3", "AIRTEAGAL-3"],
  "gd-bonn": ["Bonn 3.", "Bonn 3", "BONN-3"],
  "cy-erthygl": ["Erthygl 3", "Erthygl 3", "ERTHYGL-3"],
  "eo-artikolo": ["Artikolo 3", "Artikolo 3", "ARTIKOLO-3"],
  "ht-atik": ["Atik 3", "Atik 3", "ATIK-3"],
  "tr-madde": ["MADDE 3 –", "MADDE 3", "MADDE-3"],
  "tr-ek-madde": ["EK MADDE 3 –", "EK MADDE 3", "EK-MADDE-3"],
  "tr-gecici-madde": ["GEÇİCİ MADDE 3 –", "GEÇİCİ MADDE 3", "GECICI-MADDE-3"],
  "tr-ek-gecici-madde": ["EK GEÇİCİ MADDE 3 –", "EK GEÇİCİ MADDE 3", "EK-GECICI-MADDE-3"],
  "uz-modda": ["Модда 3", "Модда 3", "MODDA-3"],
  "ku-bend": ["Bend 3", "Bend 3", "BEND-3"],
  "id-pasal": ["Pasal 3", "Pasal 3", "PASAL-3"],
  "ms-perkara": ["Perkara 3.", "Perkara 3", "PERKARA-3"],
  "tl-artikulo": ["Artikulo 3", "Artikulo 3", "ARTIKULO-3"],
  "vi-dieu": ["Điều 3. Tên", "Điều 3", "DIEU-3"],
  "vi-han": ["條 3", "條 3", "DIEU-3"],
  "sw-ibara": ["Kifungu cha 3", "Kifungu cha 3", "IBARA-3"],
  "so-qodob": ["Qodobka 3", "Qodobka 3", "QODOB-3"],
  "rw-ingingo": ["Ingingo ya 3", "Ingingo ya 3", "INGINGO-3"],
  "mg-andininy": ["Andininy faha-3", "Andininy faha-3", "ANDININY-3"],
  "ru-statya": ["Статья 12.1. Предмет", "Статья 12.1", "STATYA-12.1"],
  "ru-punkt": ["Пункт 3", "Пункт 3", "PUNKT-3"],
  "uk-stattya": ["Стаття 3", "Стаття 3", "STATTYA-3"],
  "be-artykul": ["Артыкул 3.", "Артыкул 3", "ARTYKUL-3"],
  "bg-chlen": ["Чл. 3.", "Чл. 3", "CHLEN-3"],
  "el-arthro": ["Άρθρο 3", "Άρθρο 3", "ARTHRO-3"],
  "hy-hodvats": ["Հոդված 3", "Հոդված 3", "HODVATS-3"],
  "ka-mukhli": ["მუხლი 3", "მუხლი 3", "MUKHLI-3"],
  "ar-madda": ["المادة ٣", "المادة ٣", "MADDA-3"],
  "ar-fasl": ["الفصل ٣", "الفصل ٣", "FASL-3"],
  "ar-band": ["البند 3", "البند 3", "BAND-3"],
  "fa-madeh": ["ماده ۳ـ متن", "ماده ۳", "MADEH-3"],
  "ur-dafa": ["دفعہ ۳", "دفعہ ۳", "DAFA-3"],
  "ug-madda": ["ماددا 3", "ماددا 3", "MADDA-3"],
  "he-saif": ["סעיף 3", "סעיף 3", "SAIF-3"],
  "yi-artikl": ["ארטיקל 3", "ארטיקל 3", "ARTIKL-3"],
  "hi-anucched": ["अनुच्छेद १२", "अनुच्छेद १२", "ANUCCHED-12"],
  "hi-dhara": ["धारा ३", "धारा ३", "DHARA-3"],
  "mr-kalam": ["कलम ३", "कलम ३", "KALAM-3"],
  "bn-dhara": ["ধারা ৩", "ধারা ৩", "DHARA-3"],
  "gu-anucched": ["અનુચ્છેદ ૩", "અનુચ્છેદ ૩", "ANUCCHED-3"],
  "pa-artikal": ["ਧਾਰਾ 3", "ਧਾਰਾ 3", "ARTIKAL-3"],
  "ta-uruppurai": ["உறுப்புரை 3", "உறுப்புரை 3", "URUPPURAI-3"],
  "te-anucchedamu": ["అనుచ్ఛేదము 3.", "అనుచ్ఛేదము 3", "ANUCCHED-3"],
  "kn-anucched": ["ಅನುಚ್ಛೇದ 3", "ಅನುಚ್ಛೇದ 3", "ANUCCHED-3"],
  "ml-vakuppu": ["വകുപ്പ് 3.", "വകുപ്പ് 3", "VAKUPPU-3"],
  "si-vagantiya": ["වගන්තිය 3", "වගන්තිය 3", "VAGANTIYA-3"],
  "en-code": ["RCW 9A.04.010", "RCW 9A.04.010", "CODE-9A.04.010"],
  "la-canon": ["Can. 3", "Can. 3", "CANON-3"],
  "th-matra": ["มาตรา ๓", "มาตรา ๓", "MATRA-3"],
  "th-kho": ["ข้อ 3", "ข้อ 3", "KHO-3"],
  "lo-matra": ["ມາດຕາ 3", "ມາດຕາ 3", "MATRA-3"],
  "km-matra": ["មាត្រា ៣", "មាត្រា ៣", "MATRA-3"],
  "my-apaik": ["ပုဒ်မ ၃", "ပုဒ်မ ၃", "POD-3"],
  "am-anqets": ["አንቀጽ ፫", "አንቀጽ ፫", "ANQETS-፫"],
  "chr-article": ["ᎠᏯᏙᎸ 3", "ᎠᏯᏙᎸ 3", "AYADOLV-3"],
  "romance-artikl": ["Artìgoło 3", "Artìgoło 3", "ARTICLE-3"],
  "paragraph-sign": ["§ 12a", "§ 12a", "PAR-12A"],
  "hu-cikk": ["3. cikk", "3. cikk", "CIKK-3"],
  "hu-paragrafus": ["3. §", "3. §", "PAR-3"],
  "fi-artikla": ["3 artikla", "3 artikla", "ARTIKLA-3"],
  "is-grein": ["3. gr.", "3. gr", "GREIN-3"],
  "lv-pants": ["3. pants", "3. pants", "PANTS-3"],
  "lt-number-straipsnis": ["3 straipsnis", "3 straipsnis", "STRAIPSNIS-3"],
  "sl-clen": ["3. člen", "3. člen", "CLEN-3"],
  "eu-artikulua": ["3. artikulua", "3. artikulua", "ARTIKULUA-3"],
  "kk-bap": ["3-бап", "3-бап", "BAP-3"],
  "mn-zuil": ["3 дугаар зүйл", "3 дугаар зүйл", "ZUIL-3"],
  "tt-madda": ["3-modda", "3-modda", "MADDE-3"],
  "si-vana-vagantiya": ["3 වන වගන්තිය", "3 වන වගන්තිය", "VAGANTIYA-3"],
  "dv-maadda": ["3 ވަނަ މާއްދާ", "3 ވަނަ މާއްދާ", "MAADDA-3"],
  "vep-kirjutez": ["3. kirjutez", "3. kirjutez", "KIRJUTEZ-3"],
  "ja-jo": ["第三条の二（ひらがな）", "第三条の二", "JO-3-2"],
  "zh-tiao": ["第十七条之一", "第十七条之一", "TIAO-17-1"],
  "ko-jo": ["제3조의2(목적)", "제3조의2", "JO-3-2"],
};

describe("the table of conventions", () => {
  for (const row of CONVENTION_ROWS) {
    test(`${row.id} names a unit in a heading and on a plain line`, () => {
      const found = LINES[row.id];
      assert.ok(found, `the row ${row.id} has no case in this test`);
      const [line, label, address] = found;
      for (const text of [`# T\n\n## ${line}\n\nText.\n`, `${line}\n\nText of it.\n`]) {
        const marked = markDocument(Buffer.from(text), { maxUnits: 10 });
        assert.ok(marked.ok, JSON.stringify(marked));
        assert.equal(marked.value.convention, row.id);
        assert.deepEqual(
          marked.value.units.map((unit) => [unit.label, unit.address]),
          [[label, address]],
        );
      }
    });
  }

  test("--convention takes the name of every row, and no two rows share a name", () => {
    const names = CONVENTION_ROWS.map((row) => row.id);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.ok(isConventionName(name));
  });

  test("addresses of the table are ASCII", () => {
    for (const row of CONVENTION_ROWS) assert.match(row.address, /^[A-Z]+(?:-[A-Z]+)*$/, row.id);
  });
});
