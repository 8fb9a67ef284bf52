import { type CompletionRequest, ModelError } from '../evaluation/model.ts';

/** The content of the last message with the role `user`. Throws a `ModelError` when there is none. */
export function lastUserMessage(request: CompletionRequest): string {
  const message = request.messages.findLast(({ role }) => role === 'user');
  if (message === undefined) throw new ModelError('the request has no user message to answer');
  return message.content;
}
