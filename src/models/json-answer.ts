import { thinkingEnd } from '../answers/thinking.ts';
import { canonicalJson, parseJson } from '../evaluation/canonical-json.ts';
import type { JsonValue } from '../evaluation/json.ts';

const FENCED = /^```[\w-]*\s*\n([\s\S]*?)\n?\s*```$/;
const THINKING_BEGINS = /<(?:think|thinking|thoughts?|reasoning)>|◁think▷/i;
/** An object that only begins like this has been cut off, or is broken. */
const LIKE_AN_OBJECT = /^\{\s*(?:"|\}|$)/;
const LIKE_A_LIST = /^\[\s*(?:["[\]{\d-]|true|false|null|$)/;

/** What an answer says as JSON, or a sentence about it that says why nothing. */
export type JsonReading = { readonly value: JsonValue } | { readonly fault: string };

/**
 * Reads a model's answer as JSON: the whole text, or, after thinking, in a fence or among words, the one object in it. An object within another
 * one is a part of that. Two different objects are refused, because either may be meant; `root` says which kind is looked for among words.
 */
export function readJsonAnswer(text: string, root: 'object' | 'list'): JsonReading {
  const whole = parsed(text);
  if (whole !== undefined) return { value: whole };
  const said = text.slice(thinkingEnd(text));
  const thinking = said.search(THINKING_BEGINS);
  const answer = (thinking < 0 ? said : said.slice(0, thinking)).trim();
  const bare = parsed(FENCED.exec(answer)?.[1] ?? answer);
  if (bare !== undefined) return { value: bare };
  const { values, isBroken } = valuesAmongWords(answer, root);
  const different = new Map(values.map((value) => [canonicalJson(value), value]));
  if (different.size > 1) return { fault: `has ${different.size} different JSON ${root}s, and only one can be meant` };
  const [only] = different.values();
  if (only === undefined) return { fault: 'is not JSON' };
  if (isBroken) return { fault: `has a JSON ${root} and another that is broken, and only one can be meant` };
  return { value: only };
}

function parsed(text: string): JsonValue | undefined {
  try {
    return parseJson(text) as JsonValue;
  } catch {
    return undefined;
  }
}

interface Found {
  readonly values: readonly JsonValue[];
  /** Whether something begins like JSON and has no end, or is none. */
  readonly isBroken: boolean;
}

/** Every object (or list) that is not within another bracket of its kind, in one pass. */
function valuesAmongWords(text: string, root: 'object' | 'list'): Found {
  const [opening, likeJson] = root === 'object' ? ['{', LIKE_AN_OBJECT] : ['[', LIKE_A_LIST];
  const values: JsonValue[] = [];
  let isBroken = false;
  let start = text.indexOf(opening);
  while (start >= 0) {
    const end = likeJson.test(text.slice(start, start + 200)) ? closingBracket(text, start) : start + 1;
    if (end === null) return { values, isBroken: true };
    const value = parsed(text.slice(start, end));
    if (value !== undefined) values.push(value);
    else if (end > start + 1) isBroken = true;
    start = text.indexOf(opening, end);
  }
  return { values, isBroken };
}

/** The place after the bracket that closes the one at `start`; `null` where none does. Brackets in strings don't count. */
function closingBracket(text: string, start: number): number | null {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') {
      isInString = true;
    } else if (character === '{' || character === '[') {
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
    }
    if (depth === 0) return at + 1;
  }
  return null;
}
