import type { ArgumentMetadata } from '@nestjs/common';
import { Transform } from 'class-transformer';

const KEY = Symbol('fields with keys of users');

/** A field with an object whose keys users choose, such as names of metrics: it is taken as it is, with a `__proto__` or `constructor` in it. */
export function KeyedByUsers(): PropertyDecorator {
  return (target, property) => {
    const known = (Reflect.getMetadata(KEY, target.constructor) as readonly string[] | undefined) ?? [];
    Reflect.defineMetadata(KEY, [...known, String(property)], target.constructor);
    Transform(({ obj }: { readonly obj: Record<string | symbol, unknown> }) => asObject(obj[property]))(target, property);
  };
}

function asObject(value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}

/** The body with a map in place of such an object, from which the pipe strips nothing; the field's own transformation turns it back. */
export function withKeysOfUsers(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
  const fields = metatype && (Reflect.getMetadata(KEY, metatype) as readonly string[] | undefined);
  if (type !== 'body' || fields === undefined) return value;
  const body = { ...(value as Record<string, unknown>) };
  for (const field of fields) {
    const object = body[field];
    if (typeof object === 'object' && object !== null && !Array.isArray(object)) body[field] = new Map(Object.entries(object));
  }
  return body;
}
