/** Cases of letters as Python has them: per character, with Unicode's full mappings. */

const DIGRAPHS: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ',
  ǅ: 'ǅ',
  ǆ: 'ǅ',
  Ǉ: 'ǈ',
  ǈ: 'ǈ',
  ǉ: 'ǈ',
  Ǌ: 'ǋ',
  ǋ: 'ǋ',
  ǌ: 'ǋ',
  Ǳ: 'ǲ',
  ǲ: 'ǲ',
  ǳ: 'ǲ',
};

/** `str.capitalize()`. */
export function capitalized(text: string): string {
  const [first = ''] = text;
  return titleCharacter(first) + text.slice(first.length).toLowerCase();
}

/** `str.title()`: a word is a run of letters that have cases. */
export function titled(text: string): string {
  return text.replace(/\p{Cased}+/gu, capitalized);
}

/** `str.swapcase()`. */
export function swapped(text: string): string {
  return Array.from(text, (character) => {
    const upper = character.toUpperCase();
    return character === upper ? character.toLowerCase() : upper;
  }).join('');
}

/** `str.casefold()`. */
export function folded(text: string): string {
  return Array.from(text, (character) => (character === 'ı' ? character : character.toUpperCase().toLowerCase())).join('');
}

function titleCharacter(character: string): string {
  const digraph = DIGRAPHS[character];
  if (digraph !== undefined) return digraph;
  const [first = '', ...rest] = character.toUpperCase();
  return first + rest.join('').toLowerCase();
}
