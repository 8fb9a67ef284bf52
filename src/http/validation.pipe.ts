import { Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { InvalidRequestError, type FieldFault } from './invalid-request.error.ts';

/**
 * Checks bodies and queries against their DTO class and gives the handler an instance of it. Only what the class itself converts
 * is converted, unknown fields are dropped, and every fault is named.
 */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => InvalidRequestError.ofFaults(errors.flatMap((error) => faultsOf(error, ''))),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && this.toValidate(metadata) && !isPlainObject(value))
      throw new InvalidRequestError('The body must be a JSON object.', [{ path: '', message: 'must be a JSON object' }]);

    return super.transform(value, metadata) as Promise<unknown>;
  }
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function faultsOf(error: ValidationError, parent: string): FieldFault[] {
  const path = pathOf(error.property, parent);
  const own = Object.values(error.constraints ?? {}).map((message) => faultOf(path, withoutName(message, error.property)));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, path))];
}

/** A check without a message of its own begins with the field's name, which the path says already. */
function withoutName(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

/** A message that begins with `[1] ` is about that item of the field. */
function faultOf(path: string, message: string): FieldFault {
  const [, index = '', rest = message] = /^(\[\d+\]) (.*)$/s.exec(message) ?? [];
  return { path: `${path}${index}`, message: rest };
}

function pathOf(property: string, parent: string): string {
  if (/^\d+$/.test(property)) return `${parent}[${property}]`;

  return parent === '' ? property : `${parent}.${property}`;
}
