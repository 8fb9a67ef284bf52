import type { ApiHeaderOptions } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Asked } from '../domain/keyed-requests.ts';

/** How a route documents the header; `gives` is what the same key gives: `the job that was started first`. */
export function idempotencyKey(gives: string): ApiHeaderOptions {
  return {
    name: 'Idempotency-Key',
    description:
      'A text of 1 to 255 characters of ASCII, such as a UUID, that makes it safe to send the request again: for a day the same key ' +
      `with the same body gives ${gives}, and with another body a 422.`,
    required: false,
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      pattern: '^[!-~]+$',
      examples: ['0b1e1b8e-6f4e-4f0e-9f39-1d6f0f7c5a52'],
    },
  };
}

/** What a request says of itself. */
export function askedBy({ raw, headers }: FastifyRequest): Asked {
  return { key: headers['idempotency-key']?.toString(), isAwaited: () => !raw.socket.destroyed };
}
