import { type ArgumentMetadata, SetMetadata } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { closestName } from '../config/parse-config.ts';
import type { FieldFault } from './invalid-request.error.ts';

const KEY = Symbol('refuses unknown parameters');

/** How much of a name is said back. */
const SHOWN = 60;

/** For `ProblemResponses` of a route whose query refuses unknown parameters. */
export const PARAMETER_FAULTS = [
  422,
  'A parameter is unknown or has a wrong value; `errors` names each, and for an unknown one the closest that there is.',
] as const;

/**
 * Refuses a query, or a body, with a parameter that its class lacks: a misspelt filter would match everything. Classes that extend it refuse too;
 * their routes document it with `PARAMETER_FAULTS`.
 */
export function RefusesUnknownParameters(): ClassDecorator {
  return SetMetadata(KEY, true);
}

/** The parameters of a query or body that its class refuses; none for paths and all others. */
export function unknownParameters(query: unknown, { type, metatype }: ArgumentMetadata): FieldFault[] {
  const isRefused =
    (type === 'query' || type === 'body') && metatype !== undefined && Reflect.getMetadata(KEY, metatype) === true;
  if (!isRefused) return [];
  const known = parametersOf(metatype);
  return Object.keys(query as object)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: shown(name), message: messageOf(name, known) }));
}

function parametersOf(metatype: NonNullable<ArgumentMetadata['metatype']>): string[] {
  const checks = getMetadataStorage().getTargetValidationMetadatas(metatype, '', true, false);
  return [...new Set(checks.map(({ propertyName }) => propertyName))].sort();
}

function messageOf(name: string, known: readonly string[]): string {
  const closest = closestName(name, known);
  const hint = closest === undefined ? `there are ${known.join(', ')}` : `did you mean ${closest}?`;
  return `is no parameter of this route; ${hint}`;
}

function shown(name: string): string {
  return name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name;
}
