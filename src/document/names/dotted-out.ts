/** A number with a row of spaced dots in place of title and text; other dots are blanks of a form. */
const DOTTED = /^(?:[CEFIMPX]\d{1,4} )?\p{Nd}{1,4}[A-Z]{0,3} \.(?: \.){3,400}$/u;

/** True for the line of a unit of which only the number is left: `5 . . . . . . .`, `F3 5 . . . . . . .`. */
export function isDotted(text: string): boolean {
  return text.endsWith(".") && DOTTED.test(text);
}
