import { type CompletionRequest, ModelRequestError } from '../evaluation/model.ts';

const OPENING = /<([A-Za-z][\w-]*)(?:\s[^<>]*)?>|"""|'''|```[^\S\n]*[\w-]*\n|```/g;

/** A prompt, split into its input and its instructions. */
export interface MarkedPrompt {
  /** The text to work on. */
  readonly input: string;
  /** The rest; the same as the input if nothing is marked off. */
  readonly instructions: string;
  readonly marked: boolean;
}

interface Region {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Splits a request: the input is what the last user message marks off, or all of it; the instructions are the rest of it, the
 * system instruction and the earlier messages. Throws a `ModelRequestError` if there is no user message.
 */
export function markedRequest(request: CompletionRequest): MarkedPrompt {
  const prompt = markedInput(lastUserMessage(request));
  const earlier = request.messages.slice(
    0,
    request.messages.findLastIndex(({ role }) => role === 'user'),
  );
  const instructions = [request.systemInstruction ?? '', ...earlier.map(({ content }) => content), prompt.instructions];
  return { ...prompt, instructions: instructions.join('\n') };
}

/**
 * Finds what a prompt marks off as its input: the last region between an XML-like pair of tags, triple quotes or code fences
 * that holds a word. A prompt that marks nothing off is all input, its instructions included.
 */
export function markedInput(prompt: string): MarkedPrompt {
  const region = lastRegion(prompt);
  if (region === null) return { input: prompt, instructions: prompt, marked: false };
  const instructions = `${prompt.slice(0, region.start)}\n${prompt.slice(region.end)}`;
  return { input: region.text, instructions, marked: true };
}

function lastRegion(text: string): Region | null {
  let last: Region | null = null;
  const opening = new RegExp(OPENING);
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const region = regionFrom(text, match);
    if (region === null) continue;
    if (/[\p{L}\p{N}]/u.test(region.text)) last = region;
    opening.lastIndex = region.end;
  }
  return last;
}

function regionFrom(text: string, match: RegExpExecArray): Region | null {
  const inner = match.index + match[0].length;
  const close = closingOf(match);
  const end = text.indexOf(close, inner);
  if (end < 0) return null;
  // "Between the <review> tags: <review>…</review>": the last opening tag before the closing one counts.
  const reopened = match[1] === undefined ? -1 : text.slice(inner, end).lastIndexOf(match[0]);
  const start = reopened < 0 ? match.index : inner + reopened;
  return { start, end: end + close.length, text: text.slice(start + match[0].length, end) };
}

function closingOf(match: RegExpExecArray): string {
  return match[1] === undefined ? match[0].slice(0, 3) : `</${match[1]}>`;
}

/** The content of the last message with the role `user`. Throws a `ModelRequestError` if there is none. */
export function lastUserMessage(request: CompletionRequest): string {
  const message = request.messages.findLast(({ role }) => role === 'user');
  if (message === undefined) throw new ModelRequestError('the request has no user message to answer');
  return message.content;
}
