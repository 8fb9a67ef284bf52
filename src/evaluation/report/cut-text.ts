/** The beginning of a long text, with a mark that says how much is missing. */
export function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).toWellFormed()}${cutMark(text.length - length)}`;
}

/** Stands where so many characters were left out. */
export function cutMark(missing: number): string {
  return `\n… [cut here: ${missing.toLocaleString('en')} more characters]`;
}
