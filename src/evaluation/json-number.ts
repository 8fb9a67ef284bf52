/** What Node has and the types of TypeScript don't have yet: objects that `JSON.stringify` writes as a given text. */
const { rawJSON: rawJson, isRawJSON } = JSON as unknown as {
  readonly rawJSON: (text: string) => unknown;
  readonly isRawJSON: (value: unknown) => boolean;
};

/** Whether a value is what `JsonNumber.toJSON` gives, as a replacer of `JSON.stringify` sees it. */
export const isRawJson = (value: unknown): boolean => isRawJSON(value);

const known = new Map<string, WeakRef<JsonNumber>>();

const forgotten = new FinalizationRegistry((text: string) => {
  if (known.get(text)?.deref() === undefined) known.delete(text);
});

/**
 * A number of JSON text with all its digits, where a JavaScript number would lose some: `12345678901234567891`,
 * `0.12345678901234567891`.
 *
 * It prints (`String(n)`, a template literal) and is written as JSON with its digits. `Number(n)` and calculations take the nearest
 * JavaScript number, but `+` and `==` take a whole number as a bigint. The same text is always the same object, so `===` compares.
 */
export class JsonNumber extends Number {
  /** The number as JSON has it. */
  readonly text: string;

  /** The number of a text, one object for all who ask. */
  static of(text: string): JsonNumber {
    const found = known.get(text)?.deref();
    if (found !== undefined) return found;
    const made = Object.freeze(new JsonNumber(text));
    known.set(text, new WeakRef(made));
    forgotten.register(made, text);
    return made;
  }

  private constructor(text: string) {
    super(text);
    this.text = text;
  }

  /** Whether it is written without a fraction and an exponent: a Python `int`. */
  get isWhole(): boolean {
    return isWhole(this.text);
  }

  /** Whether a JavaScript number has all its digits, so that only how it is written is lost: `1.0`, `1e3`. */
  get fitsNumber(): boolean {
    return decimalOf(this.text) === decimalOf(String(Number(this.text)));
  }

  override toString(): string {
    return this.text;
  }

  toJSON(): unknown {
    return rawJson(this.text);
  }

  [Symbol.toPrimitive](hint: string): string | number | bigint {
    if (hint === 'string') return this.text;
    return hint === 'default' && this.isWhole ? BigInt(this.text) : this.valueOf();
  }
}

/** A number of JSON text: a JavaScript number where that is written in the same way and of the same kind, else a `JsonNumber`. */
export function numberOfText(text: string): number | JsonNumber {
  return isKeptByParsing(text) ? Number(text) : JsonNumber.of(text);
}

/** Whether the JavaScript number of a text is written in the same way, and is a whole number only where the text is one. */
export function isKeptByParsing(text: string): boolean {
  const value = Number(text);
  return String(value) === text && (isWhole(text) || !Number.isInteger(value));
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

/** The number as its sign, its digits without zeros at the ends, and the power of ten of the last one. */
function decimalOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
