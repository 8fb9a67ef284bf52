import { type ArgumentMetadata, SetMetadata } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { closestName } from '../config/parse-config.ts';
import type { FieldFault } from './invalid-request.error.ts';

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

/** What a query or a body has that its class refuses; nothing of paths and of classes that drop what they don't know. */
export function unknownParameters(value: unknown, { type, metatype }: ArgumentMetadata): FieldFault[] {
  if ((type !== 'query' && type !== 'body') || metatype === undefined) return [];
  const ignored = Reflect.getMetadata(KEY, metatype) as readonly string[] | undefined;
  if (ignored === undefined) return [];
  const known = parametersOf(metatype);
  return Object.keys(value as object)
    .filter((name) => !known.includes(name) && !ignored.includes(name))
    .slice(0, MAX_TOLD)
    .map((name) => ({ path: shown(name), message: messageOf(shown(name), [...new Set([...known, ...ignored])], type) }));
}

function parametersOf(metatype: NonNullable<ArgumentMetadata['metatype']>): string[] {
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
