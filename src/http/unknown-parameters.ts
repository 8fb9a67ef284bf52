import { type ArgumentMetadata, SetMetadata } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { closestName } from '../config/parse-config.ts';
import type { FieldFault } from './invalid-request.error.ts';

type Class = NonNullable<ArgumentMetadata['metatype']>;

const KEY = Symbol('refuses unknown parameters');

/** How much of a name is said back, and how many names. */
const SHOWN = 60;
const MAX_TOLD = 20;

/** For `ProblemResponses` of a route whose query refuses unknown parameters. */
export const PARAMETER_FAULTS = [
  422,
  'A parameter is unknown or has a wrong value; `errors` names each, and for an unknown one the closest that there is.',
] as const;

/**
 * Refuses a query or a body with a field that its class lacks: a misspelt filter would match everything, a misspelt option cost a night.
 * Classes that extend it refuse too; routes with such a query document it with `PARAMETER_FAULTS`. Fields that are `ignored` pass.
 */
export function RefusesUnknownParameters(ignored: readonly string[] = []): ClassDecorator {
  return SetMetadata(KEY, ignored);
}

/**
 * What a query or a body has that its class refuses, and an object in it that has such a class of its own; nothing of paths and of classes that drop
 * what they don't know.
 */
export function unknownParameters(value: unknown, { type, metatype }: ArgumentMetadata): FieldFault[] {
  if ((type !== 'query' && type !== 'body') || metatype === undefined) return [];
  return unknownFields(value, metatype, type).slice(0, MAX_TOLD);
}

function unknownFields(value: unknown, metatype: Class, type: 'query' | 'body'): FieldFault[] {
  const ignored = Reflect.getMetadata(KEY, metatype) as readonly string[] | undefined;
  if (ignored === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const known = parametersOf(metatype);
  return Object.entries(value).flatMap(([name, inner]) => {
    if (known.includes(name)) return within(name, unknownFields(inner, classOf(metatype, name), type));
    if (ignored.includes(name)) return [];
    return [{ path: shown(name), message: messageOf(shown(name), [...new Set([...known, ...ignored])], type) }];
  });
}

/** Of a field, as it is declared. */
function classOf(metatype: Class, name: string): Class {
  return (Reflect.getMetadata('design:type', metatype.prototype as object, name) as Class | undefined) ?? Object;
}

function within(field: string, faults: readonly FieldFault[]): FieldFault[] {
  return faults.map(({ path, message }) => ({ path: `${field}.${path}`, message }));
}

function parametersOf(metatype: Class): string[] {
  const checks = getMetadataStorage().getTargetValidationMetadatas(metatype, '', true, false);
  return [...new Set(checks.map(({ propertyName }) => propertyName))].sort();
}

function messageOf(name: string, known: readonly string[], type: 'query' | 'body'): string {
  const closest = closestName(name, known);
  const hint = closest === undefined ? `there are ${known.join(', ')}` : `did you mean ${closest}?`;
  return `is no ${type === 'query' ? 'parameter of this route' : 'field of this request'}; ${hint}`;
}

function shown(name: string): string {
  return name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name;
}
