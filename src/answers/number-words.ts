import { type ExactNumber, negative, ratio, sum } from './exact-number.ts';

// prettier-ignore
const SMALL = [
  'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen',
  'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen',
];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const SCALES = ['', 'thousand', 'million', 'billion', 'trillion'];
const PARTS: Readonly<Record<string, bigint>> = { half: 2n, halves: 2n, third: 3n, thirds: 3n, quarter: 4n, quarters: 4n };
const WORD = /[A-Za-z]+/gy;
const GAP = /[ -]+/y;

/** More than in any number that people write out. */
const MOST_WORDS = 40;

interface Word {
  readonly text: string;
  readonly end: number;
}

/**
 * The cardinal in English words at the beginning of a text: `twelve`, `minus one hundred and five`, `two and a half`,
 * `three quarters`, `half a dozen`, `a dozen`. `null` if there is none.
 */
export function numberInWords(text: string): { readonly value: ExactNumber; readonly end: number } | null {
  const reader = new WordReader(wordsOf(text));
  const isNegative = reader.takes('minus') || reader.takes('negative');
  const value = reader.dozens() ?? reader.part() ?? reader.mixed();
  if (value === null) return null;
  return { value: isNegative ? negative(value) : value, end: reader.end };
}

class WordReader {
  readonly #words: readonly Word[];
  #at = 0;

  constructor(words: readonly Word[]) {
    this.#words = words;
  }

  get end(): number {
    return this.#words[this.#at - 1]?.end ?? 0;
  }

  takes(...expected: readonly string[]): boolean {
    if (!expected.every((word, offset) => this.#words[this.#at + offset]?.text === word)) return false;
    this.#at += expected.length;
    return true;
  }

  dozens(): ExactNumber | null {
    if (this.takes('half', 'a', 'dozen')) return ratio(6n);
    if (this.takes('a', 'dozen')) return ratio(12n);
    return null;
  }

  /** `half`, `a third`, `three quarters`. */
  part(): ExactNumber | null {
    const start = this.#at;
    const count = this.takes('a') ? 1n : this.#small();
    const bottom = PARTS[this.#words[this.#at]?.text ?? ''];
    if (bottom !== undefined && (count !== null || this.takes('half'))) {
      if (count !== null) this.#at++;
      return ratio(count ?? 1n, bottom);
    }
    this.#at = start;
    return null;
  }

  /** A whole number, perhaps with a part of one: `two and a half`. */
  mixed(): ExactNumber | null {
    const whole = this.#whole();
    if (whole === null) return null;
    const start = this.#at;
    const part = this.takes('and') ? this.part() : null;
    if (part === null) this.#at = start;
    return part === null ? ratio(whole) : sum(ratio(whole), part);
  }

  #whole(): bigint | null {
    let total: bigint | null = null;
    for (let scale = SCALES.length; ;) {
      const start = this.#at;
      if (total !== null) this.takes('and');
      const group = this.#group();
      const reached = SCALES.indexOf(this.#words[this.#at]?.text ?? '-');
      const next: number = group === null ? scale : Math.max(0, reached);
      if (group === null || next >= scale) {
        this.#at = start;
        return total;
      }
      if (next > 0) this.#at++;
      total = (total ?? 0n) + group * 1000n ** BigInt(next);
      scale = next;
    }
  }

  /** Below a thousand. */
  #group(): bigint | null {
    const first = this.takes('a', 'hundred') ? 1n : this.#small();
    const isHundreds = first !== null && (this.#words[this.#at - 1]?.text === 'hundred' || this.takes('hundred'));
    if (!isHundreds) return first;
    const start = this.#at;
    this.takes('and');
    const rest = this.#small();
    if (rest === null) this.#at = start;
    return first * 100n + (rest ?? 0n);
  }

  /** Below a hundred. */
  #small(): bigint | null {
    const word = this.#words[this.#at]?.text ?? '-';
    if (SMALL.includes(word)) {
      this.#at++;
      return BigInt(SMALL.indexOf(word));
    }
    const tens = TENS.indexOf(word);
    if (tens < 2) return null;
    this.#at++;
    const ones = SMALL.indexOf(this.#words[this.#at]?.text ?? '-');
    if (ones < 1 || ones > 9) return BigInt(tens * 10);
    this.#at++;
    return BigInt(tens * 10 + ones);
  }
}

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (let at = 0; words.length < MOST_WORDS;) {
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (word === undefined) break;
    words.push({ text: word.toLowerCase(), end: at + word.length });
    GAP.lastIndex = at + word.length;
    const gap = GAP.exec(text)?.[0];
    if (gap === undefined) break;
    at += word.length + gap.length;
  }
  return words;
}
