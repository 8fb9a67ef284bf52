const DECIMAL_COMMA = /^([^\d,([{]{0,20}-?)(\d{1,15}|\d{1,3}(?:\.\d{3}){1,5}),(\d{1,2}|\d{4,15})([^\d,]{0,20})$/;
const SLASH = /^(-?)(\d{1,9})\s?\/\s?(\d{1,9})\s?([A-Za-z]|\\?pi|π|√\d{1,9}|\\sqrt\s?\{[^{}]{1,20}\})$/;

/**
 * The two readings of an answer that people write for different things: the decimal comma of `2,5`, which may be a list, and what is under
 * the slash of `1/2x`. `null` for any other.
 */
export function twoReadings(answer: string): readonly [string, string] | null {
  const [, before = '', whole, decimals = '', after = ''] = DECIMAL_COMMA.exec(answer) ?? [];
  if (whole !== undefined)
    return [`${before}${whole.replaceAll('.', '')}.${decimals}${after}`, `${before}${whole} and ${decimals}${after}`];
  const [, sign = '', top, bottom = '', factor = ''] = SLASH.exec(answer) ?? [];
  return top === undefined ? null : [`${sign}(${top}/${bottom})${factor}`, `${sign}${top}/(${bottom}${factor})`];
}
