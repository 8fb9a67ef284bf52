const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The letter of an option: A to Z, then AA, AB and so on. */
export function optionLetter(index: number): string {
  const last = LETTERS[index % 26] ?? '';
  return index < 26 ? last : optionLetter(Math.floor(index / 26) - 1) + last;
}

/** Which of `count` options has this letter, in capitals; `null` where none has. */
export function optionIndex(letter: string, count: number): number | null {
  if (!/^[A-Z]{1,3}$/.test(letter)) return null;
  const index = [...letter].reduce((total, sign) => total * 26 + LETTERS.indexOf(sign) + 1, 0) - 1;
  return index < count ? index : null;
}
