import type { CompletionRequest } from '../../evaluation/model.ts';
import { lastUserMessage } from '../last-user-message.ts';
import { markedInput } from '../lexicon/marked-input.ts';

/** What a request wants to have. */
export interface AskedAnswer {
  /** Where the expression is looked for. */
  readonly question: string;
  /** Whether the working is to be shown. */
  readonly inSteps: boolean;
  /** How the final answer is to be written. */
  readonly form: 'boxed' | 'hashes' | 'plain';
}

const STEPS =
  /\bstep[- ]by[- ]step\b|\bshow (?:all |each |every |the |your )*(?:reasoning|steps|working|work)\b|\bwork in (?:this|the following) order\b/gi;

/** "Do not think step by step" asks for no steps. */
const DENIED = /\b(?:not|never|no|without|don['’]t)\b[^.!?\n]*$/i;

/**
 * Reads the request: the question is what the last user message marks off, or all of it; the instructions are the rest of
 * it, the system instruction and the messages before.
 */
export function askedAnswer(request: CompletionRequest): AskedAnswer {
  const { input, instructions } = markedInput(lastUserMessage(request));
  const earlier = request.messages.slice(
    0,
    request.messages.findLastIndex(({ role }) => role === 'user'),
  );
  const all = [request.systemInstruction ?? '', ...earlier.map(({ content }) => content), instructions].join('\n');
  return { question: input, inSteps: asksForSteps(all), form: formAskedIn(all) };
}

function asksForSteps(instructions: string): boolean {
  return Array.from(instructions.matchAll(STEPS)).some(
    ({ index }) => !DENIED.test(instructions.slice(Math.max(0, index - 60), index)),
  );
}

function formAskedIn(instructions: string): AskedAnswer['form'] {
  if (instructions.includes('\\boxed')) return 'boxed';
  return instructions.includes('####') ? 'hashes' : 'plain';
}
