import type { TemplateValue } from './jinja-library.ts';

/** What `str()` of Python, and so Jinja2, makes of a value: `True`, `None`, `['a', 1]`. */
export function pythonText(value: TemplateValue): string {
  if (value.type === 'UndefinedValue') return '';
  return value.type === 'StringValue' ? String(value.value) : pythonRepr(value);
}

/** Equality as Python has it: by value, `1 == True`, and no text equals a number. */
export function pythonEquals(left: TemplateValue, right: TemplateValue): boolean {
  const [a, b] = [comparable(left.value), comparable(right.value)];
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => pythonEquals(item as TemplateValue, b[index] as TemplateValue));

  if (a instanceof Map && b instanceof Map) {
    return (
      a.size === b.size &&
      [...a].every(([key, item]) => b.has(key) && pythonEquals(item as TemplateValue, b.get(key) as TemplateValue))
    );
  }
  return a === b;
}

function comparable(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}

function pythonRepr({ type, value }: TemplateValue): string {
  if (type === 'FloatValue' && typeof value === 'number') return Number.isFinite(value) ? pythonFloat(value) : nonFinite(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return sequence(value as readonly TemplateValue[], type === 'TupleValue');
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, TemplateValue>)].map(
      ([key, member]) => `${quoted(key)}: ${pythonRepr(member)}`,
    );
    return `{${members.join(', ')}}`;
  }
  return typeof value === 'function' ? '<function>' : 'None';
}

function sequence(items: readonly TemplateValue[], isTuple: boolean): string {
  const text = items.map(pythonRepr).join(', ');
  if (!isTuple) return `[${text}]`;
  return items.length === 1 ? `(${text},)` : `(${text})`;
}

function nonFinite(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/[\p{Cc}\xa0\xad]/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}

/** A finite float as Python prints it: `1.0`, `1e+16`, `1e-05`, the shortest digits that read back as the same number. */
export function pythonFloat(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e16)) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}
