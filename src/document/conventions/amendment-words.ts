/** The words with which a note in brackets begins that tells which act put a provision in or changed it. */
export const AMENDMENT_WORDS: readonly string[] = [
  "added|inserted|amended|as amended|substituted|introduced|renumbered",
  "eingefügt|geändert|neugefasst|neu gefasst|in der fassung|angefügt",
  "ajouté|ajoutée|modifié|modifiée|créé|créée|inséré|insérée|introduit|introduite|remplacé|remplacée",
  "incorporado|incorporada|añadido|añadida|modificado|modificada|adicionado|adicionada|reformado|reformada|sustituido|sustituida|redacción",
  "incluído|incluída|redação|acrescido|acrescida|acrescentado|acrescentada|aditado|aditada|alterado|alterada|renumerado|renumerada",
  "inserito|inserita|introdotto|introdotta|modificato|modificata|aggiunto|aggiunta|sostituito|sostituita",
  "dodany|dodana|dodano|zmieniony|zmieniona",
  "введен|введена|введено|введены|в ред|ред|дополнен|дополнена|доповнено|змінено|в редакції",
  "sửa đổi|bổ sung|được sửa đổi|được bổ sung",
  "ek:|değişik|disisipkan|diubah",
].flatMap((words) => words.split("|"));
