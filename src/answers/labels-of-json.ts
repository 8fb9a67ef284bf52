const FIELD =
  /"(?:(final)[_ ]?|(?:correct|selected|chosen)[_ ]?)?(?:answer|choice|option)"\s{0,9}:\s{0,9}(?:"((?:[^"\\\n]|\\.){0,2000})"|(-?\d[\d.eE+-]{0,60}|null|true|false))/gi;

/** The text with the answer of a JSON object (`"answer": 18`, `"final_answer": "\\frac{1}{2}"`) as a line with a label. */
export function labelsOfJson(text: string): string {
  return text.replace(FIELD, (_field, final: string | undefined, quoted: string | undefined, plain: string | undefined) => {
    const value = quoted?.replace(/\\(["\\/])/g, '$1') ?? plain ?? '';
    return `\n${final === undefined ? 'Answer' : 'Final answer'}: ${value}\n`;
  });
}
