import { includesScope, type Scope } from '../../src/config/scope.ts';
import type { OpenApiCheck } from '../../test/e2e/openapi-check.ts';
import type { Answer, NoAnswer, Sent } from './http-client.ts';
import type { Operations } from './operations.ts';

/** A request as it was sent, and what is known of it. */
export interface Asked {
  readonly sent: Sent;
  readonly caller: { readonly scope: Scope | null; readonly refusal: 401 | 403 };
  /** Whether nothing is wrong with it but, perhaps, who asks. */
  readonly isValid: boolean;
}

const STACK = /\n\s+at |\bat \S+ \(\S+:\d+:\d+\)|node_modules/;

/** Methods whose answers the document does not describe. */
const UNDOCUMENTED = new Set(['HEAD', 'OPTIONS']);

/** The head of the request was too large to be read, whatever it asked for. */
const UNREAD = 431;

/** Decides whether an answer is what the server promises to anybody. */
export class Judge {
  readonly #operations: Operations;
  readonly #document: OpenApiCheck;

  constructor(operations: Operations, document: OpenApiCheck) {
    this.#operations = operations;
    this.#document = document;
  }

  /** What is wrong with the answer; `null` if nothing is. */
  fault(asked: Asked, answer: Answer | NoAnswer): string | null {
    if (answer.status === null) return answer.why;
    if (answer.status >= 500 && !isBusy(answer)) return `the status ${answer.status}`;
    if (answer.status >= 400 && tellsOfCode(answer.text)) return 'an error that tells of the code';
    if (isSentToSignIn(answer)) return null;
    return this.#accessFault(asked, answer) ?? this.#documentFault(asked.sent, answer);
  }

  #accessFault({ sent, caller, isValid }: Asked, { status }: Answer): string | null {
    const needed = this.#operations.at(sent.method, pathOf(sent))?.access;
    if (needed === undefined || needed === 'public') return null;
    const suffices = caller.scope !== null && includesScope(caller.scope, needed);
    if (suffices) return status === 401 || status === 403 ? `a refusal (${status}) of a caller who may` : null;
    if (status < 400) return `an answer above the scope: it needs ${needed}, and the caller has ${caller.scope ?? 'none'}`;
    return isValid && status !== caller.refusal ? `${status} where ${caller.refusal} is due` : null;
  }

  #documentFault(sent: Sent, { status, headers, text }: Answer): string | null {
    if (UNDOCUMENTED.has(sent.method) || status === UNREAD) return null;
    const contentType = headers['content-type'];
    try {
      this.#document.check({
        method: sent.method,
        path: pathOf(sent),
        status,
        contentType: contentType?.toString() ?? null,
        text,
      });
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }
}

/** Whether an error has a stack, or the place of a file of ours. */
export function tellsOfCode(text: string): boolean {
  return STACK.test(text);
}

function pathOf({ target }: Sent): string {
  return target.split('?', 1)[0] ?? '';
}

/** A browser that opens a page without a session. */
function isSentToSignIn({ status, headers }: Answer): boolean {
  return status === 303 && headers.location?.toString().startsWith('/sign-in?') === true;
}

/** 503 is an honest answer for a while. */
function isBusy({ status, headers }: Answer): boolean {
  return status === 503 && headers['retry-after'] !== undefined;
}
