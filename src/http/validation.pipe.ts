import { Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { givenBody } from './empty-body.ts';
import { InvalidRequestError, type FieldFault } from './invalid-request.error.ts';
import { unknownParameters } from './unknown-parameters.ts';

/**
 * Checks bodies and queries against their DTO class and gives the handler an instance of it. Only what the class itself converts
 * is converted, unknown fields are dropped (unless a query refuses them), and every fault is named.
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

  override async transform(given: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const value = givenBody(given, metadata);
    if (metadata.type === 'body' && this.toValidate(metadata) && !isPlainObject(value))
      throw new InvalidRequestError('The body must be a JSON object.', [{ path: '', message: 'must be a JSON object' }]);

    const unknown = unknownParameters(value, metadata);
    const faults: FieldFault[] = [];
    const checked = await (super.transform(value, metadata) as Promise<unknown>).catch((error: unknown) => {
      if (unknown.length === 0 || !(error instanceof InvalidRequestError)) throw error;
      faults.push(...error.faults);
    });
    if (unknown.length > 0) throw InvalidRequestError.ofFaults([...unknown, ...faults]);
    return checked;
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
