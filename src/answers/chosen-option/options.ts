import { bareAnswer, plainText } from '../plain-text.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const LATEX_WORDS = /\\(?:text|textbf|textrm|mathrm|mathbf|mbox|boxed)\s?\{([^{}]{0,300})\}/g;
const DELIMITERS = /\$|\\[()[\]]|\*\*|__|`/g;
const LOOKS: readonly (readonly [RegExp, string])[] = [
  [/\\[dt]frac(?![a-z])/g, '\\frac'],
  [/\\(?:left|right)(?![a-z])/g, ''],
  [/\^\{(\w)\}/g, '^$1'],
  [/(?<=[\p{L})])_(?:\{(\d{1,3})\}|(\d{1,3}))/gu, '$1$2'],
];
const ARTICLE = /^(?:the|an?) (?=\S{2})/;

/** The letter of an option: A to Z, then AA, AB and so on. */
export function optionLetter(index: number): string {
  const last = LETTERS[index % 26] ?? '';
  return index < 26 ? last : optionLetter(Math.floor(index / 26) - 1) + last;
}

/** The index of the option with this capital letter among `count` options; `null` if none has it. */
export function optionIndex(letter: string, count: number): number | null {
  if (!/^[A-Z]{1,3}$/.test(letter)) return null;
  const index = [...letter].reduce((total, sign) => total * 26 + LETTERS.indexOf(sign) + 1, 0) - 1;
  return index < count ? index : null;
}

/** A text in the form in which options are compared: without decoration, case, leading articles and final full stops. */
export function comparableText(text: string): string {
  const words = plainText(text.normalize('NFKC')).replace(LATEX_WORDS, '$1').replace(DELIMITERS, '');
  const bare = bareAnswer(LOOKS.reduce((plain, [pattern, replacement]) => plain.replace(pattern, replacement), words));
  return bareAnswer(bare.toLowerCase().replace(/\s{1,1000}/g, ' ')).replace(ARTICLE, '');
}

/** The options in the form in which they are compared, without their own letters (`B) 45 km`). */
export function comparableOptions(options: readonly string[]): readonly string[] {
  return options.map((option, index) => {
    const own = new RegExp(`^\\s*\\(?${optionLetter(index)}[).:]\\s+(?=\\S)`);
    return comparableText(option.replace(own, ''));
  });
}
