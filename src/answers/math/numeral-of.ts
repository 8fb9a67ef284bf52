import type { Numeral, Tokens } from './answer-shape.ts';

const NUMERAL = /^(-?[0-9][0-9A-Za-z]*|[A-Z][0-9A-Z]*[0-9][0-9A-Z]*)_\{(?:\\text\{)?(\w+)\}?\}$/u;
/** `4210\text{ base }5` */
const IN_BASE = /\\text\{,?\s?(?:in |\()?base\s?(?:\}(\d+)|(\w+)\)?\})$/u;
const BASES = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** `2516_8` and `(2516)_{8}` as digits and base; null for all else, also where a digit is none of that base. */
export function numeralOf(tokens: Tokens): Numeral | null {
  const [, written = '', index = ''] =
    NUMERAL.exec(
      tokens
        .join('')
        .replace(IN_BASE, (_all, behind?: string, within?: string) => `_{${behind ?? within ?? ''}}`)
        .replace(/^(?:\\text\{|\()(\w+)[)}]_/u, '$1_'),
    ) ?? [];
  const base = BASES.includes(index) ? BASES.indexOf(index) + 2 : Number(index);
  if (!Number.isInteger(base) || base < 2 || base > 36) return null;
  const digits = written.toUpperCase().replace(/^(-?)0+(?=\w)/u, '$1');
  const areOfBase = [...digits.replace('-', '')].every((digit) => Number.parseInt(digit, 36) < base);
  return areOfBase ? { kind: 'numeral', digits, base } : null;
}
