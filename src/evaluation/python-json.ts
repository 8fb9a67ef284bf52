import { mayLoseNumbers, parseJson } from './canonical-json.ts';
import type { JsonValue } from './json.ts';
import { projectCopy } from './number-forms.ts';

/** Strings, to be left alone, and the words that Python's `json` writes for numbers that JSON does not have. */
const NO_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?Infinity|NaN/g;

/**
 * Parses JSON that Python wrote: `NaN` and `Infinity` become `null`, and numbers that a JavaScript number can't hold keep their digits as
 * `JsonNumber`s. Throws where it is no JSON either way.
 */
export function parsePythonJson(text: string): unknown {
  try {
    return numbersForUse(text);
  } catch (error) {
    if (!text.includes('NaN') && !text.includes('Infinity')) throw error;
    const repaired = text.replace(NO_NUMBER, (token) => (token.startsWith('"') ? token : 'null'));
    if (repaired === text) throw error;
    return numbersForUse(repaired);
  }
}

function numbersForUse(text: string): unknown {
  return mayLoseNumbers(text) ? projectCopy(parseJson(text) as JsonValue) : JSON.parse(text);
}
