/**
 * Finite verbs, by language: a line that holds one reads as a sentence and is no evidence that lines of its kind are titles. Words that also
 * mean something else in another language of the list are left out.
 */
export const SENTENCE_WORDS: ReadonlySet<string> = new Set(
  [
    "is are was were shall must may has have does cannot",
    "es son se será serán está están puede pueden debe deben tiene tienen podrá podrán deberá deberán corresponde constituyen",
    "é são pode podem deve devem tem têm serão compete",
    "est sont sera seront peut peuvent doit doivent ont",
    "ist sind wird werden kann können darf dürfen muss müssen hat haben soll sollen gilt gelten",
    "può possono deve devono sono",
    "zijn wordt worden kunnen heeft hebben",
    "jest są może mogą",
    "является являются имеет имеют может могут",
    "är har skal skall kan bliver",
    "adalah este sunt",
    "là",
  ].flatMap((words) => words.split(" ")),
);
