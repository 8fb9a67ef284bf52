import type { ServerResponse } from 'node:http';
import type { FieldFault } from './invalid-request.error.ts';

/** Enough to see what was wrong. */
const MAX_REASON = 300;

/** A name is short; what is longer was sent by a client, or is out of a project: a prompt, an example, an answer. */
const LONG_QUOTATION = /"(?:[^"\\\n]|\\.){60,}"|'[^'\n]{60,}'|`[^`\n]{60,}`/g;

/** Why a request was refused, as its line in the log says it. */
export interface FaultNote {
  readonly reason?: string;
  /** The stable name of the problem. */
  readonly problem?: string;
}

interface Note extends FaultNote {
  readonly isMeant: boolean;
}

interface NotedFault {
  readonly code?: string;
  readonly detail: string;
  readonly errors?: readonly FieldFault[];
  readonly isMeant?: boolean;
}

const notes = new WeakMap<ServerResponse, Note>();

/** Keeps for the log why a request is refused, bounded, on one line and without long quotations. */
export function noteFault(response: ServerResponse, { code, detail, errors, isMeant = false }: NotedFault): void {
  const text = errors === undefined ? detail : errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; ');
  notes.set(response, { reason: shortened(text), ...(code === undefined ? {} : { problem: code }), isMeant });
}

/** Empty for a request that was not refused. */
export function faultNote(response: ServerResponse): FaultNote {
  const { isMeant: _, ...note } = notes.get(response) ?? { isMeant: false };
  return note;
}

/** Whether a request was refused on purpose, whatever its status says. */
export function isRefused(response: ServerResponse): boolean {
  return notes.get(response)?.isMeant === true;
}

function shortened(text: string): string {
  const plain = text.replaceAll(LONG_QUOTATION, '"…"').replaceAll(/\s+/g, ' ');
  return plain.length <= MAX_REASON ? plain : `${plain.slice(0, MAX_REASON)}…`;
}
