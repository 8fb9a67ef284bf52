/** What may be evaluated: all else (assignments, derivatives, text, what was not understood) is compared as it is written only. */
const FUNCTIONS: ReadonlySet<unknown> = new Set([
  ...['InvisibleOperator', 'Delimiter', 'Subscript', 'Tuple', 'Limits', 'List', 'Matrix', 'Determinant'],
  ...['Add', 'Subtract', 'Negate', 'Multiply', 'Divide', 'Rational', 'Power', 'Square', 'Sqrt', 'Root', 'Half'],
  ...['Exp', 'Ln', 'Log', 'Lb', 'Abs', 'Floor', 'Ceil', 'Factorial', 'Binomial', 'Choose', 'Max', 'Min', 'GCD', 'LCM'],
  ...['Sum', 'Product', 'Complex', 'Real', 'Imaginary', 'Degrees', 'Sin', 'Cos', 'Tan', 'Cot', 'Sec', 'Csc'],
  ...['Arcsin', 'Arccos', 'Arctan', 'Arccot', 'Arcsec', 'Arccsc', 'Sinh', 'Cosh', 'Tanh', 'Zeta'],
]);

/** Whether this MathJSON has only numbers, symbols and functions that may be evaluated. */
export function isKnown(json: unknown): boolean {
  if (typeof json === 'number') return true;
  if (typeof json === 'string') return !json.startsWith("'") && json !== 'Undefined' && json !== 'NaN' && json !== 'Nothing';
  if (!Array.isArray(json)) return typeof json === 'object' && json !== null && 'num' in json;
  const [name, ...operands] = json as unknown[];
  return FUNCTIONS.has(name) && operands.every(isKnown);
}

/** Whether a function of this name stands in the MathJSON, or a symbol of this name. */
export function mentions(json: unknown, names: ReadonlySet<string>): boolean {
  if (typeof json === 'string') return names.has(json);
  return Array.isArray(json) && (json as unknown[]).some((part) => mentions(part, names));
}
