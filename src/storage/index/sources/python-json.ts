/** Strings, to be left alone, and the words that Python's `json` writes for numbers that JSON does not have. */
const NO_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?Infinity|NaN/g;

/** Parses JSON that Python wrote: `NaN` and `Infinity` become `null`. Throws where it is no JSON either way. */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!text.includes('NaN') && !text.includes('Infinity')) throw error;
    const repaired = text.replace(NO_NUMBER, (token) => (token.startsWith('"') ? token : 'null'));
    if (repaired === text) throw error;
    return JSON.parse(repaired);
  }
}
