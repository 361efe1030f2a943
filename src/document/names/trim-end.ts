/** The text without the characters at its end that `mark` knows, tried one by one: a pattern that ends in `+$` is quadratic in a run that ends earlier. */
export function trimEndOf(text: string, mark: RegExp): string {
  let end = text.length;
  while (end > 0 && mark.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
