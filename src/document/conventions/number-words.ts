/** Words that count units, by language, in order from the first. */
const ORDERED: readonly string[] = [
  "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty first|twenty second|twenty third|twenty fourth|twenty fifth|twenty sixth|twenty seventh|twenty eighth|twenty ninth|thirtieth",
  "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|twenty one|twenty two|twenty three|twenty four|twenty five|twenty six|twenty seven|twenty eight|twenty nine|thirty",
  "premier|deuxieme|troisieme|quatrieme|cinquieme|sixieme|septieme|huitieme|neuvieme|dixieme|onzieme|douzieme|treizieme|quatorzieme|quinzieme|seizieme|dix septieme|dix huitieme|dix neuvieme|vingtieme",
  "premiere|seconde",
  "primero|segundo|tercero|cuarto|quinto|sexto|septimo|octavo|noveno|decimo|undecimo|duodecimo|decimotercero|decimocuarto|decimoquinto|decimosexto|decimoseptimo|decimoctavo|decimonoveno|vigesimo|vigesimo primero|vigesimo segundo|vigesimo tercero|vigesimo cuarto|vigesimo quinto",
  "primera|segunda|tercera|cuarta|quinta|sexta|septima|octava|novena|decima|undecima|duodecima|decimotercera|decimocuarta|decimoquinta|decimosexta|decimoseptima|decimoctava|decimonovena|vigesima|vigesima primera|vigesima segunda|vigesima tercera|vigesima cuarta|vigesima quinta",
  "primero|segundo|tercero|cuarto|quinto|sexto|septimo|octavo|noveno|decimo|decimo primero|decimo segundo|decimo tercero|decimo cuarto|decimo quinto|decimo sexto|decimo septimo|decimo octavo|decimo noveno",
  "primera|segunda|tercera|cuarta|quinta|sexta|septima|octava|novena|decima|decima primera|decima segunda|decima tercera|decima cuarta|decima quinta|decima sexta|decima septima|decima octava|decima novena",
  "primera|segunda|tercera|cuarta|quinta|sexta|septima|octava|novena|decima|decimo primera|decimo segunda|decimo tercera|decimo cuarta|decimo quinta|decimo sexta|decimo septima|decimo octava|decimo novena",
  "primer|segon|tercer|quart|cinque|sise|sete|vuite|nove|dese",
  "primera|segona|tercera|quarta|cinquena|sisena|setena|vuitena|novena|desena",
  "primeiro|segundo|terceiro|quarto|quinto|sexto|setimo|oitavo|nono|decimo",
  "primeira|segunda|terceira|quarta|quinta|sexta|setima|oitava|nona|decima",
  "primo|secondo|terzo|quarto|quinto|sesto|settimo|ottavo|nono|decimo|undicesimo|dodicesimo",
  "prima|seconda|terza|quarta|quinta|sesta|settima|ottava|nona|decima",
  "erster|zweiter|dritter|vierter|funfter|sechster|siebter|achter|neunter|zehnter|elfter|zwolfter|dreizehnter|vierzehnter|funfzehnter|sechzehnter|siebzehnter|achtzehnter|neunzehnter|zwanzigster",
  "erste|zweite|dritte|vierte|funfte|sechste|siebte|achte|neunte|zehnte|elfte|zwolfte|dreizehnte|vierzehnte|funfzehnte",
  "erstes|zweites|drittes|viertes|funftes|sechstes|siebtes|achtes|neuntes|zehntes|elftes|zwolftes",
  "eerste|tweede|derde|vierde|vijfde|zesde|zevende|achtste|negende|tiende|elfde|twaalfde",
  "pirmasis|antrasis|trečiasis|ketvirtasis|penktasis|šeštasis|septintasis|aštuntasis|devintasis|dešimtasis|vienuoliktasis|dvyliktasis|tryliktasis|keturioliktasis|penkioliktasis|šešioliktasis|septynioliktasis|aštuonioliktasis|devynioliktasis|dvidešimtasis|dvidešimt pirmasis|dvidešimt antrasis|dvidešimt trečiasis|dvidešimt ketvirtasis|dvidešimt penktasis",
  "pirmoji|antroji|trečioji|ketvirtoji|penktoji|šeštoji|septintoji|aštuntoji|devintoji|dešimtoji",
  "pirmā|otrā|trešā|ceturtā|piektā|sestā|septītā|astotā|devītā|desmitā|vienpadsmitā|divpadsmitā|trīspadsmitā|četrpadsmitā|piecpadsmitā",
  "pirmais|otrais|trešais|ceturtais|piektais|sestais|septītais|astotais|devītais|desmitais",
  "esimene|teine|kolmas|neljas|viies|kuues|seitsmes|kaheksas|üheksas|kümnes|üheteistkümnes|kaheteistkümnes|kolmeteistkümnes|neljateistkümnes|viieteistkümnes",
  "ensimmäinen|toinen|kolmas|neljäs|viides|kuudes|seitsemäs|kahdeksas|yhdeksäs|kymmenes|yhdestoista|kahdestoista|kolmastoista|neljästoista|viidestoista",
  "első|második|harmadik|negyedik|ötödik|hatodik|hetedik|nyolcadik|kilencedik|tizedik|tizenegyedik|tizenkettedik|tizenharmadik|tizennegyedik|tizenötödik",
  "pierwsza|druga|trzecia|czwarta|piąta|szósta|siódma|ósma|dziewiąta|dziesiąta|jedenasta|dwunasta|trzynasta|czternasta|piętnasta",
  "pierwszy|drugi|trzeci|czwarty|piąty|szósty|siódmy|ósmy|dziewiąty|dziesiąty|jedenasty|dwunasty|trzynasty|czternasty|piętnasty|szesnasty|siedemnasty|osiemnasty|dziewiętnasty|dwudziesty",
  "první|druhá|třetí|čtvrtá|pátá|šestá|sedmá|osmá|devátá|desátá|jedenáctá|dvanáctá|třináctá|čtrnáctá|patnáctá",
  "první|druhý|třetí|čtvrtý|pátý|šestý|sedmý|osmý|devátý|desátý|jedenáctý|dvanáctý|třináctý|čtrnáctý|patnáctý",
  "prvá|druhá|tretia|štvrtá|piata|šiesta|siedma|ôsma|deviata|desiata|jedenásta|dvanásta|trinásta|štrnásta|pätnásta",
  "prvý|druhý|tretí|štvrtý|piaty|šiesty|siedmy|ôsmy|deviaty|desiaty|jedenásty|dvanásty|trinásty|štrnásty|pätnásty",
  "prvi|drugi|treći|četvrti|peti|šesti|sedmi|osmi|deveti|deseti|jedanaesti|dvanaesti|trinaesti|četrnaesti|petnaesti",
  "prva|druga|treća|četvrta|peta|šesta|sedma|osma|deveta|deseta|jedanaesta|dvanaesta|trinaesta|četrnaesta|petnaesta",
  "prvo|drugo|treće|četvrto|peto|šesto|sedmo|osmo|deveto|deseto|jedanaesto|dvanaesto|trinaesto|četrnaesto|petnaesto",
  "prvi|drugi|tretji|četrti|peti|šesti|sedmi|osmi|deveti|deseti|enajsti|dvanajsti|trinajsti|štirinajsti|petnajsti",
  "prvo|drugo|tretje|četrto|peto|šesto|sedmo|osmo|deveto|deseto|enajsto|dvanajsto|trinajsto|štirinajsto|petnajsto",
  "prva|druga|tretja|četrta|peta|šesta|sedma|osma|deveta|deseta|enajsta|dvanajsta|trinajsta|štirinajsta|petnajsta",
  "први|други|трећи|четврти|пети|шести|седми|осми|девети|десети|једанаести|дванаести|тринаести|четрнаести|петнаести",
  "прва|друга|трећа|четврта|пета|шеста|седма|осма|девета|десета|једанаеста|дванаеста|тринаеста|четрнаеста|петнаеста",
  "прв|втор|трет|четврт|петти|шести|седми|осми|деветти|десетти",
  "прва|втора|трета|четврта|петта|шеста|седма|осма|деветта|десетта",
  "перший|другий|третій|четвертий|п'ятий|шостий|сьомий|восьмий|дев'ятий|десятий|одинадцятий|дванадцятий|тринадцятий|чотирнадцятий|п'ятнадцятий",
  "перша|друга|третя|четверта|п'ята|шоста|сьома|восьма|дев'ята|десята|одинадцята|дванадцята|тринадцята|чотирнадцята|п'ятнадцята",
  "первый|второй|третий|четвертый|пятый|шестой|седьмой|восьмой|девятый|десятый|одиннадцатый|двенадцатый|тринадцатый|четырнадцатый|пятнадцатый|шестнадцатый|семнадцатый|восемнадцатый|девятнадцатый|двадцатый",
  "первая|вторая|третья|четвертая|пятая|шестая|седьмая|восьмая|девятая|десятая|одиннадцатая|двенадцатая|тринадцатая|четырнадцатая|пятнадцатая|шестнадцатая|семнадцатая|восемнадцатая|девятнадцатая|двадцатая",
  "първи|втори|трети|четвърти|пети|шести|седми|осми|девети|десети|единадесети|дванадесети|тринадесети|четиринадесети|петнадесети",
  "първа|втора|трета|четвърта|пета|шеста|седма|осма|девета|десета|единадесета|дванадесета|тринадесета|четиринадесета|петнадесета|шестнадесета|седемнадесета|осемнадесета|деветнадесета|двадесета",
  "πρωτο|δευτερο|τριτο|τεταρτο|πεμπτο|εκτο|εβδομο|ογδοο|ενατο|δεκατο",
  "birinci|ikinci|ucuncu|dorduncu|besinci|altinci|yedinci|sekizinci|dokuzuncu|onuncu",
  "الاولى|الثانية|الثالثة|الرابعة|الخامسة|السادسة|السابعة|الثامنة|التاسعة|العاشرة|الحادية عشرة|الثانية عشرة|الثالثة عشرة|الرابعة عشرة|الخامسة عشرة|السادسة عشرة|السابعة عشرة|الثامنة عشرة|التاسعة عشرة|العشرون|الحادية والعشرون|الثانية والعشرون|الثالثة والعشرون|الرابعة والعشرون|الخامسة والعشرون|السادسة والعشرون|السابعة والعشرون|الثامنة والعشرون|التاسعة والعشرون|الثلاثون",
  "الأولى|الثانية|الثالثة|الرابعة|الخامسة|السادسة|السابعة|الثامنة|التاسعة|العاشرة|الحادية عشر|الثانية عشر|الثالثة عشر|الرابعة عشر|الخامسة عشر|السادسة عشر|السابعة عشر|الثامنة عشر|التاسعة عشر|العشرون",
  "الاول|الثاني|الثالث|الرابع|الخامس|السادس|السابع|الثامن|التاسع|العاشر",
  "الأول|الثاني|الثالث|الرابع|الخامس|السادس|السابع|الثامن|التاسع|العاشر",
  "اول|دوم|سوم|چهارم|پنجم|ششم|هفتم|هشتم|نهم|دهم|یازدهم|دوازدهم|سیزدهم|چهاردهم|پانزدهم|شانزدهم|هفدهم|هجدهم|نوزدهم|بیستم|بیست و یکم|بیست و دوم|بیست و سوم|بیست و چهارم|بیست و پنجم|بیست و ششم|بیست و هفتم|بیست و هشتم|بیست و نهم|سی ام",
  "یکم|دویم|سیم|چارم|پنجم|ششم|هفتم|هشتم|نهم|دهم|یازدهم|دوازدهم|سیزدهم|چهاردهم|پانزدهم|شانزدهم|هفدهم|هیجدهم|نوزدهم|بیستم",
  "نخست|دوم|سوم|چهارم|پنجم|ششم|هفتم|هشتم|نهم|دهم|یازدهم|دوازدهم|سیزدهم|چهاردهم|پانزدهم|شانزدهم|هفدهم|هژدهم|نوزدهم|بیستم|بیست و یکم|بیست و دوم|بیست و سوم|بیست و چهارم|بیست و پنجم|بیست و ششم|بیست و هفتم|بیست و هشتم|بیست و نهم|سیام",
  "kwanza|pili|tatu|nne|tano|sita|saba|nane|tisa|kumi",
  "pertama|kedua|ketiga|keempat|kelima|keenam|ketujuh|kedelapan|kesembilan|kesepuluh",
  "nhat|hai|ba|bon|nam|sau|bay|tam|chin|muoi|muoi mot|muoi hai|muoi ba|muoi bon|muoi lam|muoi sau|muoi bay|muoi tam|muoi chin|hai muoi",
  "lehenengo|bigarren|hirugarren|laugarren|bosgarren|seigarren|zazpigarren|zortzigarren|bederatzigarren|hamargarren",
  "thu nhat|thu hai|thu ba|thu tu|thu nam|thu sau|thu bay|thu tam|thu chin|thu muoi|thu muoi mot|thu muoi hai|thu muoi ba|thu muoi bon|thu muoi lam",
  "nhat|nhi|ba|tu",
  "mot",
  "nhut|nhi",
  "thu nhut|thu nhi",
  "intai",
  "kesatu",
];

/** Words for the only unit of a document; they also stand before its name (`Sole Article`). */
const ONLY: readonly string[] =
  "unico|unica|unique|only|sole|einziger|einzige|jediny|jedyny|единственная|enda|eneste|ainoa|enige|vienintelis|edini|jediny|unic|duy nhat".split(
    "|",
  );

/** Words for a unit outside the numbering; they also stand before its name (`Final Article`). */
const APART: readonly string[] =
  "preliminar|preliminaire|liminaire|preliminary|final|finale|transitorio|transitoire|transitional|transitory|azken".split(
    "|",
  );

/** Words that stand before a name in place of a number. */
export const LEADING_WORDS: readonly string[] = [...ONLY, ...APART];

const APOSTROPHES = ["'", "’", "ʼ"];

/** Value of every word that counts, 1 for the first; keys are in lower case without combining marks. */
export const NUMBER_WORDS: ReadonlyMap<string, number> = new Map([
  ...LEADING_WORDS.map((word): [string, number] => [word, 1]),
  ...ORDERED.flatMap((list) =>
    list
      .split("|")
      .flatMap((word, index) =>
        APOSTROPHES.map((mark): [string, number] => [foldMarks(word.replace("'", mark)), index + 1]),
      ),
  ),
]);

function foldMarks(word: string): string {
  return word
    .normalize("NFD")
    .replace(/[\p{Mn}\u200c]/gu, "")
    .normalize("NFC")
    .toLowerCase();
}

const APART_WORDS: ReadonlySet<string> = new Set(APART);

/** True for the number of a unit that stands outside the numbering: a word such as `final`. */
export function isOutsideCount(number: string): boolean {
  return APART_WORDS.has(foldMarks(number));
}
