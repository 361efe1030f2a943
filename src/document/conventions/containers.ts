/** A kind of container, with the words that name it. */
export interface ContainerRow {
  /** English name of the kind; the printed word is in the label. */
  readonly kind: string;
  /** Rank 1 contains rank 2, and so on; a container ends where another of the same or a lower number begins. */
  readonly rank: number;
  readonly words: readonly string[];
}

/** Containers by kind; the words of all languages, matched in any case, with or without combining marks. */
export const CONTAINERS: readonly ContainerRow[] = [
  row(
    "book",
    1,
    "book|buch|livre|libro|liber|livro|boek|bok|kniha|księga|ksiega|könyv|knjiga|книга|βιβλίο|βιβλιο|kitap|quyển|knyga|raamat|grāmata|كتاب|الكتاب|کتاب|buku",
  ),
  row("division", 1, "division|编|編|편|división|divisão|phần thứ"),
  row(
    "part",
    2,
    "part|parts|partie|parte|teil|deel|del|osa|část|časť|dio|deo|del|część|czesc|rész|resz|partea|часть|раздел|частина|част|μέρος|μεροσ|kısım|bagian|phần|القسم|قسم|بخش|भाग|খণ্ড|अध्याय भाग|ภาค|sehemu|daļa|dalis|дел|део|partea|pasal demi pasal|tytuł|tytul",
  ),
  row(
    "title",
    3,
    "title|titre|título|titulo|titolo|titel|titlul|titul|дял|τίτλος|τιτλοσ|titull|sadaļa|osasto|наслов|العنوان|الباب|باب|dział|dzial|розділ|cím",
  ),
  row(
    "chapter",
    4,
    "chapter|chap.|chapitre|capítulo|capitulo|capitolo|capo|capitolul|capitol|capítol|kapitel|kap.|kapitola|kapittel|hoofdstuk|hlava|luku|peatükk|rozdział|rozdzial|fejezet|poglavlje|poglavje|glava|глава|κεφάλαιο|κεφαλαιο|bölüm|bab|chương|kapitulli|kreu|الفصل|فصل|अध्याय|অধ্যায়|หมวด|章|장|nodaļa|skyrius|sura|sura ya|kabanata|kafli|פרק",
  ),
  row(
    "section",
    5,
    "section|sección|seccion|secção|seção|secao|sezione|secțiunea|sectiunea|abschnitt|afdeling|avdeling|avdelning|afdelning|jao|jagu|oddíl|oddiel|odjeljak|odsek|oddelek|oddział|oddzial|отдел|секция|подраздел|τμήμα|τμημα|kesim|mục|seksioni|قسم ثان|المبحث|مبحث|ส่วน|ส่วนที่|节|節|절|seccio|sekcija|skirsnis|díl|diel|одсек",
  ),
  row(
    "subsection",
    6,
    "subsection|sub-section|unterabschnitt|untertitel|unterkapitel|sous-section|sous-titre|paragraaf|subsección|subseccion|subsecção|subtitle|subpart|subchapter|paragraphe|paragraf|sottosezione|subcapitol|tiểu mục|款|관|目|पैरा",
  ),
];

/** Parts with a numbering of their own, which open a new scope of addresses. */
export const SCOPES: readonly {
  readonly sectionType: "annex" | "supplementary" | "transitional" | "body";
  readonly kind: string;
  readonly words: readonly string[];
}[] = [
  {
    sectionType: "annex",
    kind: "annex",
    words:
      "annex|annexe|annexes|annexure|appendix|appendices|schedule|schedules|anlage|anlagen|anhang|beilage|bijlage|bilaga|bilag|vedlegg|liite|lisa|liide|anexo|anexos|anejo|apéndice|allegato|allegati|tabella|apêndice|anexa|anexă|příloha|príloha|załącznik|zalacznik|melléklet|mellékletek|függelék|prilog|priloga|приложение|приложения|приложениe|додаток|прилог|παράρτημα|παραρτημα|ek|lampiran|phụ lục|phụ lục hợp đồng|pielikums|priedas|ملحق|الملحق|المرفق|پیوست|परिशिष्ट|अनुसूची|तफसिल|তফসিল|附表|附件|附录|附錄|別表|別記|別紙|付録|様式|별표|별지|부록|ภาคผนวก|บัญชี|kiambatisho|jedwali|shtojca|shtojcë|תוספת|anexo único|exhibit|attachment|addendum|protocol".split(
        "|",
      ),
  },
  {
    // Titles of acts, in capitals, that open a scope only where a numbering starts again behind them.
    sectionType: "annex",
    kind: "act",
    words:
      "acuerdo|convenio|convención|tratado|protocolo|estatuto|reglamento|agreement|treaty|statute|statutes|rules|regulations|charter|accord|convention|traité|protocole|règlement|statuts|abkommen|übereinkommen|vertrag|satzung|accordo|trattato|convenzione|statuto|regolamento|tratado|acordo|convenção|regulamento|hiệp định|hiệp ước|công ước|nghị định thư|thỏa thuận|quy chế|quy định|quy trình|điều lệ|hợp đồng|соглашение|договор|конвенция|протокол|положение|устав".split(
        "|",
      ),
  },
  {
    // Acts of which a gazette prints several; their words also enact, so that behind them no annex begins.
    sectionType: "body",
    kind: "act",
    words:
      "decree|ordinance|decreto|décret|ordonnance|arrêté|arrêt|verordnung|erlass|beschluss|ordenanza|resolución|resolution|regulament|hotărâre|ordonanță|rozporządzenie|ustawa|nařízení|vyhláška|uredba|odluka|закон|указ|постановление|решение|указ|наказ|nghị định|quyết định|thông tư|luật|pháp lệnh|προεδρικό διάταγμα|διάταγμα|νόμος|απόφαση|yönetmelik|kanun|peraturan|keputusan".split(
        "|",
      ),
  },
  // What explains an act article by article behind it; its numbering starts again.
  { sectionType: "annex", kind: "explanation", words: ["penjelasan"] },
  { sectionType: "annex", kind: "form", words: ["mẫu số", "biểu mẫu số", "mẫu biểu số"] },
  {
    sectionType: "supplementary",
    kind: "supplementary",
    words: ["附則", "附　則", "附则修正", "부칙", "supplementary provisions"],
  },
  {
    sectionType: "transitional",
    kind: "transitional",
    words:
      "disposiciones transitorias|disposición transitoria|cláusulas transitorias|disposiciones complementarias|disposiciones complementarias finales|disposiciones complementarias transitorias|disposiciones complementarias derogatorias|disposiciones complementarias modificatorias|disposiciones finales y transitorias|disposiciones transitorias y finales|disposiciones finales|disposiciones adicionales|disposiciones derogatorias|artículos transitorios|transitorios|transitorio|disposições transitórias|disposições finais|ato das disposições constitucionais transitórias|disposizioni transitorie|disposizioni transitorie e finali|dispositions transitoires|übergangsbestimmungen|schlussbestimmungen|übergangs- und schlussbestimmungen|overgangsbepalingen|slotbepalingen|overgangsbestemmelser|övergångsbestämmelser|ikraftträdande- och övergångsbestämmelser|przepisy przejściowe|przepisy przejściowe i końcowe|переходные положения|заключительные и переходные положения|прикінцеві положення|перехідні положення|прикінцеві та перехідні положення|преходни и заключителни разпоредби|допълнителни разпоредби|заключителни разпоредби|transitional provisions|transitory provisions|dispoziții tranzitorii|prechodná ustanovení|prechodné ustanovenia|prijelazne i završne odredbe|geçici maddeler|経過規定".split(
        "|",
      ),
  },
];

/** Words of acts that stand before the year at the end of a title in capitals (`THE FERRIES ACT, 2001`). */
export const DATED_ACTS: readonly string[] = [
  "act",
  "code",
  "decree",
  "law",
  "order",
  "ordinance",
  "proclamation",
  "regulations",
  "rules",
];

/** What stands between the year of an act and its number in that year: `1991 CHAPTER 41`, `2014 No. 1686`. */
export const ACT_NUMBERS: readonly string[] = [
  "chapter",
  "chap.",
  "ch.",
  "c.",
  "cap.",
  "no.",
  "asp",
  "asc",
  "anaw",
];

/** Headings of the text before the first unit. */
export const PREAMBLES: readonly string[] =
  "preamble|recitals|whereas|enacting formula|foreword|preface|préambule|preambule|visas|considérants|preámbulo|preambulo|exposición de motivos|preâmbulo|preambolo|premessa|präambel|eingangsformel|vorspruch|ingress|preambul|preamblu|preambulum|considerans|aanhef|præambel|fortale|johdanto|preambula|preambuła|wstęp|preambulë|preambul|преамбула|преамбула.|вступление|вступ|увод|προοίμιο|προοιμιο|προίμιο|başlangıç|mukadimah|pembukaan|mukaddimah|lời nói đầu|الديباجة|ديباجة|مقدمة|المقدمة|توطئة|مقدمه|دیباچه|دیباچہ|प्रस्तावना|उद्देशिका|প্রস্তাবনা|প্রস্তাবনা.|পূর্বকথা|คำปรารภ|序言|前言|序文|前文|전문|序|utangulizi|dibaji|dheebaaja|הקדמה|מבוא|preamboli|נחמה".split(
    "|",
  );

/** Headings of the text after the last unit. */
export const CLOSINGS: readonly string[] =
  "schlussformel|schlußformel|signatures|signature|signatories|signed|done at|firmas|assinaturas|firme|unterschriften|ondertekening|testimonium|end of terms and conditions|promulgation|slotformulier|formule finale".split(
    "|",
  );

/** Headings of a table of contents. */
export const CONTENTS: readonly string[] =
  "contents|table of contents|toc|arrangement of sections|arrangement of articles|arrangement of clauses|arrangement of regulations|arrangement of rules|arrangement of provisions|arrangement of orders|inhalt|inhaltsverzeichnis|inhaltsübersicht|table des matières|sommaire|índice|indice|sumário|sommario|inhoud|inhoudsopgave|innehåll|indhold|innhold|sisällys|obsah|spis treści|tartalom|tartalomjegyzék|cuprins|sadržaj|kazalo|содержание|оглавление|зміст|съдържание|περιεχόμενα|içindekiler|daftar isi|mục lục|danh sách điều khoản|danh mục điều khoản|目次|目录|目錄|차례|목차|สารบัญ|المحتويات|الفهرس|فهرست|विषय सूची".split(
    "|",
  );

/** Words for a repealed unit, alone in its title or in its text. */
export const REPEALED: readonly string[] =
  "weggefallen|aufgehoben|gegenstandslos|repealed|[repealed]|omitted|spent|revoked|deleted|abrogé|abrogée|abrogés|abrogées|abroge|supprimé|derogado|derogada|derogados|derogadas|suprimido|revogado|revogada|revogados|revogadas|abrogato|abrogata|abrogati|soppresso|soppressi|vervallen|upphävd|ophævet|opphevet|kumottu|zrušen|zrušený|zrušeno|zrušeny|zrušené|uchylony|uchylona|(uchylony)|hatályon kívül helyezve|abrogat|abrogată|abrogate|brisan|ukinut|утратил силу|утратила силу|виключено|отменен|отменена|отменени|καταργείται|καταργούνται|καταργήθηκε|mülga|dihapus|dicabut|bãi bỏ|được bãi bỏ|bị bãi bỏ|ملغاة|ملغى|削除|删除|廃止|삭제|ยกเลิก|निरसित|לא בתוקף|בוטל".split(
    "|",
  );

function row(kind: string, rank: number, words: string): ContainerRow {
  return { kind, rank, words: words.split("|") };
}
