import type { ConventionRow } from "./convention.ts";

/** Articles and similar units, by language, whose word stands before the number. */
export const WORD_FIRST: readonly ConventionRow[] = [
  row("article", "en,fr,ca", "ARTICLE", "article|articles"),
  row("en-section", "en", "SECTION", "section|sections|sec.|secs.|sect.|s.", "section"),
  row("en-rule", "en", "RULE", "rule|rules", "rule"),
  row("en-regulation", "en", "REGULATION", "regulation|reg.", "rule"),
  row("en-code", "en", "CODE", "rcw|wac|ors|nrs|nac|krs|mca|mcl|crs", "section"),
  row("en-clause", "en,pt", "CLAUSE", "clause|clauses|cl.|clausula|clausulas", "clause"),
  row("en-amendment", "en", "AMENDMENT", "amendment", "article"),
  row(
    "en-principle",
    "en",
    "PRINCIPLE",
    "principle|standard|requirement|policy|guideline|recommendation",
    "clause",
  ),
  row("art", "de,it,pt,fr,es,ro,pl,sq,rm", "ART", "art|art.|arts.|artt|artt."),
  row("de-artikel", "de,nl,sv,da,af", "ART", "artikel|artikels|artikelen|artikler|artiklar"),
  row("es-articulo", "es,gl,ast,qu", "ARTICULO", "articulo|articulos|articulu|artigu|arto."),
  row("es-disposicion", "es,gl", "DISPOSICION", "disposición"),
  row("es-disposicion-adicional", "es", "DISPOSICION-ADICIONAL", "disposición adicional"),
  row("es-disposicion-transitoria", "es", "DISPOSICION-TRANSITORIA", "disposición transitoria"),
  row("es-disposicion-derogatoria", "es", "DISPOSICION-DEROGATORIA", "disposición derogatoria"),
  row("es-disposicion-final", "es", "DISPOSICION-FINAL", "disposición final"),
  row("gl-disposicion-derradeira", "gl", "DISPOSICION-DERRADEIRA", "disposición derradeira"),
  row("ca-disposicio", "ca", "DISPOSICIO", "disposició"),
  row("ca-disposicio-addicional", "ca", "DISPOSICIO-ADDICIONAL", "disposició addicional"),
  row("ca-disposicio-transitoria", "ca", "DISPOSICIO-TRANSITORIA", "disposició transitòria"),
  row("ca-disposicio-derogatoria", "ca", "DISPOSICIO-DEROGATORIA", "disposició derogatòria"),
  row("ca-disposicio-final", "ca", "DISPOSICIO-FINAL", "disposició final"),
  row("es-articulo-transitorio", "es", "TRANSITORIO", "artículo transitorio"),
  row("pt-artigo", "pt,gl", "ARTIGO", "artigo|artigos|artig"),
  row("it-articolo", "it", "ARTICOLO", "articolo|articoli|articulu"),
  row("ro-articol", "ro,mo", "ARTICOL", "articolul|articol|articlul|articole|articolele"),
  row("nb-artikkel", "nb,nn,et,fi", "ARTIKKEL", "artikkel|artikkeli|artihkkal"),
  row("pl-artykul", "pl", "ART", "artykuł|artykul|artykuły"),
  row("cs-clanek", "cs,sk", "CLANEK", "članek|clanek|članok|clanok|čl.|články"),
  row("hr-clanak", "hr,sr,bs,me", "CLAN", "članak|član|članci|clan|clanak"),
  row("sq-neni", "sq", "NENI", "neni|nenet"),
  row("lt-straipsnis", "lt", "STRAIPSNIS", "straipsnis"),
  row("mt-artiklu", "mt", "ARTIKLU", "artiklu|l-artiklu|artikolu"),
  row("ga-airteagal", "ga", "AIRTEAGAL", "airteagal|alt"),
  row("gd-bonn", "gd", "BONN", "bonn"),
  row("cy-erthygl", "cy", "ERTHYGL", "erthygl|adran"),
  row("la-canon", "la,en,fr,es,it,pl,de", "CANON", "can.|canon|kan.|kanon|cân.|canone"),
  row("eo-artikolo", "eo,io", "ARTIKOLO", "artikolo|artiklo"),
  row("ht-atik", "ht", "ATIK", "atik|lartik"),
  row("tr-madde", "tr,az,crh", "MADDE", "madde|maddə|маддә"),
  row("tr-ek-madde", "tr", "EK-MADDE", "ek madde|ilave madde"),
  row("tr-gecici-madde", "tr", "GECICI-MADDE", "geçici madde"),
  row("tr-ek-gecici-madde", "tr", "EK-GECICI-MADDE", "ek geçici madde"),
  row("uz-modda", "uz,tg", "MODDA", "modda|модда|моддаи"),
  row("ku-bend", "ku", "BEND", "bend|xal"),
  row("id-pasal", "id,ms,min,jv", "PASAL", "pasal|pasai|paos|pasaleng"),
  row("ms-perkara", "ms", "PERKARA", "perkara|seksyen|fasal|ڤركارا"),
  row("tl-artikulo", "tl,ceb,ilo,war", "ARTIKULO", "artikulo|seksyon|seksiyon"),
  // Đ is a letter of its own, which scans print as D, and which old fonts have as the Icelandic Ð.
  row("vi-dieu", "vi", "DIEU", "điều|dieu|ðiều|các điều"),
  row("vi-han", "vi", "DIEU", "條|条"),
  row("sw-ibara", "sw", "IBARA", "ibara|ibara ya|kifungu|kifungu cha|makala ya"),
  row("so-qodob", "so", "QODOB", "qodob|qodobka|qodobky|qodobko|qodobii|qod"),
  row("rw-ingingo", "rw,rn", "INGINGO", "ingingo ya|ingingo"),
  row("mg-andininy", "mg", "ANDININY", "andininy|andininy faha"),
  row("ru-statya", "ru", "STATYA", "статья|статьи|ст."),
  row("ru-punkt", "ru", "PUNKT", "пункт", "clause"),
  row("uk-stattya", "uk", "STATTYA", "стаття|статті"),
  row("be-artykul", "be", "ARTYKUL", "артыкул"),
  row("bg-chlen", "bg,mk,sr", "CHLEN", "член|чл.|члан|членове|членови"),
  row("el-arthro", "el", "ARTHRO", "άρθρο|αρθρο|άρθρον|αρθρ.|άρθρα"),
  row("hy-hodvats", "hy", "HODVATS", "հոդված"),
  row("ka-mukhli", "ka", "MUKHLI", "მუხლი"),
  row("ar-madda", "ar", "MADDA", "المادة|مادة|الماده"),
  row("ar-fasl", "ar", "FASL", "فصل|الفصل", "section"),
  row("ar-band", "ar", "BAND", "البند|بند", "clause"),
  row("fa-madeh", "fa,ps", "MADEH", "ماده|مادهٔ|مادۀ|ماده ی|اصل"),
  row("ur-dafa", "ur", "DAFA", "دفعہ|دفعہ نمبر|آرٹیکل|آرٹیکل نمبر"),
  row("ug-madda", "ug", "MADDA", "ماددا"),
  row("he-saif", "he", "SAIF", "סעיף|פרק|תקנה"),
  row("yi-artikl", "yi", "ARTIKL", "אַרטיקל|ארטיקל"),
  row("hi-anucched", "hi,mr,sa,mai,bho", "ANUCCHED", "अनुच्छेद|अनुच्छेदः"),
  row("hi-dhara", "hi,ne", "DHARA", "धारा|दफा", "section"),
  row("mr-kalam", "mr", "KALAM", "कलम"),
  row("bn-dhara", "bn", "DHARA", "ধারা|অনুচ্ছেদ"),
  row("gu-anucched", "gu", "ANUCCHED", "અનુચ્છેદ|કલમ"),
  row("pa-artikal", "pa", "ARTIKAL", "ਆਰਟੀਕਲ|ਧਾਰਾ"),
  row("ta-uruppurai", "ta", "URUPPURAI", "உறுப்புரை|பிரிவு"),
  row("te-anucchedamu", "te", "ANUCCHED", "అనుచ్ఛేదము|సెక్షన్|అధికరణ"),
  row("kn-anucched", "kn", "ANUCCHED", "ಅನುಚ್ಛೇದ|ಕಲಂ|ವಿಧಿ|ಪರಿಚ್ಛೇದ"),
  row("ml-vakuppu", "ml", "VAKUPPU", "വകുപ്പ്|അനുച്ഛേദം|ആർട്ടിക്കിൾ"),
  row("si-vagantiya", "si", "VAGANTIYA", "වගන්තිය"),
  row("th-matra", "th", "MATRA", "มาตรา"),
  row("th-kho", "th", "KHO", "ข้อ|ขอ้"),
  row("lo-matra", "lo", "MATRA", "ມາດຕາ"),
  row("km-matra", "km", "MATRA", "មាត្រា|ប្រការ"),
  row("my-apaik", "my", "POD", "ပုဒ်မ|အပိုဒ်|ပိုဒ်"),
  row("am-anqets", "am,ti", "ANQETS", "አንቀጽ|አንቀፅ|ዓንቀፅ"),
  row("chr-article", "chr", "AYADOLV", "ᎠᏯᏙᎸ"),
  row(
    "romance-artikl",
    "sc,vec,fur,oc",
    "ARTICLE",
    "artikal|artikel.|aatikl|airticle|artikl|artikle|artike|articul|artìculu|artìgoło|artigol",
  ),
];

/** Words behind the number that make the name one of another row: `Artículo 1° transitorio`. */
export const QUALIFIED: readonly { readonly id: string; readonly word: string; readonly named: string }[] = [
  { id: "es-articulo", word: "transitorio", named: "es-articulo-transitorio" },
];

/** Rows behind whose number and stop a consolidated act prints the mark of a footnote: `Điều 24.78`. */
export const NOTED_BEHIND: ReadonlySet<string> = new Set(["vi-dieu"]);

/** Rows whose units have a count of their own beside the articles: `Geçici Madde 1` between `Madde 4` and `Madde 5`. */
export const COUNTED_APART: ReadonlySet<string> = new Set([
  "es-articulo-transitorio",
  "es-disposicion",
  "es-disposicion-adicional",
  "es-disposicion-transitoria",
  "es-disposicion-derogatoria",
  "es-disposicion-final",
  "gl-disposicion-derradeira",
  "ca-disposicio",
  "ca-disposicio-addicional",
  "ca-disposicio-transitoria",
  "ca-disposicio-derogatoria",
  "ca-disposicio-final",
  "eu-xedapen-gehigarria",
  "eu-xedapen-iragankorra",
  "eu-xedapen-indargabetzailea",
  "eu-azken-xedapena",
  "tr-ek-madde",
  "tr-gecici-madde",
  "tr-ek-gecici-madde",
]);

/** Units named by the paragraph sign or its word, in either order; the sign after a number is `hu-paragrafus` below. */
export const SIGNED: readonly ConventionRow[] = [
  {
    ...row(
      "paragraph-sign",
      "de,en,cs,sk,da,nb,sv,fi,et,pl,hu",
      "PAR",
      "§|§§|par.|paragraf|paragraph",
      "section",
    ),
  },
];

/** Units whose number stands before the word. */
export const NUMBER_FIRST: readonly ConventionRow[] = [
  after("hu-cikk", "hu", "CIKK", "cikk|czikk"),
  after("hu-paragrafus", "hu,sv,fi,da,et", "PAR", "§|§.", "section"),
  after("fi-artikla", "fi", "ARTIKLA", "artikla|artikla.|artikkâl|artihkal"),
  after("is-grein", "is,fo", "GREIN", "gr.|grein|grein."),
  after("lv-pants", "lv", "PANTS", "pants|pants."),
  after("lt-number-straipsnis", "lt", "STRAIPSNIS", "straipsnis|straipsnis."),
  after("sl-clen", "sl", "CLEN", "člen|clen"),
  after("eu-artikulua", "eu", "ARTIKULUA", "artikulua|artikulua.|atala"),
  after("eu-xedapen-gehigarria", "eu", "XEDAPEN-GEHIGARRIA", "xedapen gehigarria"),
  after("eu-xedapen-iragankorra", "eu", "XEDAPEN-IRAGANKORRA", "xedapen iragankorra"),
  after("eu-xedapen-indargabetzailea", "eu", "XEDAPEN-INDARGABETZAILEA", "xedapen indargabetzailea"),
  after("eu-azken-xedapena", "eu", "XEDAPENA", "azken xedapena|xedapena"),
  after("kk-bap", "kk,ky,tyv", "BAP", "бап|-бап|берене|статья|-статья|чүүл|ыстатыйа"),
  after("mn-zuil", "mn", "ZUIL", "дугаар зүйл|дүгээр зүйл|зүйл|зvйл"),
  after("tt-madda", "tt,tk,uz", "MADDE", "madda|madda:|modda|модда|мадда|madde|maddə"),
  after("si-vana-vagantiya", "si", "VAGANTIYA", "වන වගන්තිය"),
  after("dv-maadda", "dv", "MAADDA", "ވަނަ މާއްދާ"),
  after("vep-kirjutez", "vep", "KIRJUTEZ", "kirjutez"),
];

/** Units whose number stands between two signs, as in Chinese, Japanese and Korean. */
export const AROUND: readonly ConventionRow[] = [
  { ...around("ja-jo", "ja", "JO", "第", "条"), script: "Hiragana" },
  around("zh-tiao", "zh,yue,ko", "TIAO", "第", "条|條"),
  around("ko-jo", "ko", "JO", "제", "조"),
];

function row(
  id: string,
  languages: string,
  address: string,
  words: string,
  kind: ConventionRow["kind"] = "article",
): ConventionRow {
  return { id, languages: languages.split(","), kind, address, order: "before", words: words.split("|") };
}

function after(
  id: string,
  languages: string,
  address: string,
  words: string,
  kind: ConventionRow["kind"] = "article",
): ConventionRow {
  return { ...row(id, languages, address, words, kind), order: "after" };
}

function around(
  id: string,
  languages: string,
  address: string,
  opening: string,
  closing: string,
): ConventionRow {
  return { ...row(id, languages, address, opening), order: "around", closing: closing.split("|") };
}
