import { type Match, numericEqual } from '../numeric-equality.ts';

const SHORT_UNIT =
  /^(?:mm|cm|km|mg|kg|ml|ft|in|yd|mi|lbs?|oz|hrs?|min|sec|am|pm|pct|k|M|bn|m|s|g|e|x|USD|one|two|six|ten|day)$/iu;
const COMMAND = /\\text\{[^{}]*\}|\\(?:[dtc]?frac|left|right|times|cdot|circ|degree|approx|begin|end)(?![A-Za-z])/gu;

/**
 * `numericEqual` for texts that are plain numbers. `null` if one of them is mathematics: a relation, a command, or short words that
 * may be a product of unknowns (`2 pi`, `5 ab`), which `numericEqual` could take for things that are counted.
 */
export function plainNumbersEqual(given: string, expected: string): Match | null {
  return isPlain(given) && isPlain(expected) ? numericEqual(given, expected) : null;
}

function isPlain(text: string): boolean {
  const bare = text.replace(COMMAND, ' ');
  return (
    !/[=<>_|;:]|\\[A-Za-z]/u.test(bare) &&
    (bare.match(/[A-Za-z]+/gu) ?? []).every((word) => word.length > 3 || SHORT_UNIT.test(word))
  );
}
