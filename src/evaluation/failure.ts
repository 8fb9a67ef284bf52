import type { Failure } from './trial.ts';

const MAX_LENGTH = 2000;

/** A thrown value as its class name and message, whatever was thrown; each at most 2,000 characters. */
export function failureOf(thrown: unknown): Failure {
  try {
    return thrown instanceof Error
      ? { type: bounded(className(thrown)), message: bounded(messageOf(thrown)) }
      : { type: 'NotAnError', message: bounded(`a value that is no error was thrown: ${textOf(thrown)}`) };
  } catch {
    return { type: 'UnreadableError', message: 'an error was thrown that can not be read' };
  }
}

function className(error: Error): string {
  return error.name === 'Error' ? error.constructor.name : error.name;
}

function messageOf(error: Error): string {
  const own = error instanceof AggregateError && error.message === '' ? error.errors.map(textOf).join('; ') : error.message;
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return own.includes(cause) ? own : `${own} (${cause})`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error || typeof value !== 'object' || value === null) return String(value);
  return JSON.stringify(value);
}

function bounded(text: unknown): string {
  const whole = String(text).toWellFormed();
  return whole.length <= MAX_LENGTH ? whole : `${whole.slice(0, MAX_LENGTH - 1).toWellFormed()}…`;
}
