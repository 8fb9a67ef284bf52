import { Inject, Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { givenBody } from './empty-body.ts';
import { InvalidRequestError, type FieldFault } from './invalid-request.error.ts';
import { withKeysOfUsers } from './keyed-by-users.ts';
import { unknownParameters } from './unknown-parameters.ts';

/** The time of a check grows with the square of their numbers, and nothing else is answered meanwhile. */
const MAX_FIELDS = 100;

/**
 * Checks bodies and queries against their DTO class and gives the handler an instance of it. Only what the class itself converts
 * is converted, unknown fields are dropped (unless the class refuses them), and every fault is named.
 */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  constructor(@Inject(CONFIG) private readonly limits: Pick<Config, 'maxJsonValues'>) {
    super({
      transform: true,
      whitelist: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => InvalidRequestError.ofFaults(errors.flatMap((error) => faultsOf(error, ''))),
    });
  }

  override async transform(given: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const value = givenBody(given, metadata);
    if (metadata.type === 'body' && this.toValidate(metadata)) checkShape(value, this.limits);

    const unknown = unknownParameters(value, metadata);
    const faults: FieldFault[] = [];
    const checked = await (super.transform(withKeysOfUsers(value, metadata), metadata) as Promise<unknown>).catch(
      (error: unknown) => {
        if (unknown.length === 0 || !(error instanceof InvalidRequestError)) throw error;
        faults.push(...error.faults);
      },
    );
    if (unknown.length > 0) throw InvalidRequestError.ofFaults([...unknown, ...faults]);
    return checked;
  }
}

function checkShape(body: unknown, { maxJsonValues }: Pick<Config, 'maxJsonValues'>): void {
  if (!isPlainObject(body)) throw wholeBody('must be a JSON object');
  if (Object.keys(body as object).length > MAX_FIELDS)
    throw wholeBody(`has more than ${MAX_FIELDS} fields: no request needs so many`);
  if (hasMoreValues(body, maxJsonValues))
    throw wholeBody(`has more than ${maxJsonValues} keys and items: no request needs so many (ASSAY_MAX_JSON_VALUES)`);
}

function wholeBody(message: string): InvalidRequestError {
  return new InvalidRequestError(`The body ${message}.`, [{ path: '', message }]);
}

/** Counts the keys of objects and the items of arrays at every depth. Nothing here is nested deeply. */
function hasMoreValues(value: unknown, limit: number): boolean {
  const left = [value];
  let count = 0;
  while (left.length > 0) {
    const item = left.pop();
    if (typeof item !== 'object' || item === null) continue;
    const inner: readonly unknown[] = Object.values(item);
    count += inner.length;
    if (count > limit) return true;
    for (const one of inner) left.push(one);
  }
  return false;
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
