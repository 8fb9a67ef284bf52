import { type ArgumentMetadata, SetMetadata } from '@nestjs/common';

const KEY = Symbol('may be an empty body');

/** Lets a request come without a body where all that it could say may be left out. */
export function MayBeEmptyBody(): ClassDecorator {
  return SetMetadata(KEY, true);
}

/** The body as it is to be checked: an object without fields in the place of none, where that may be. */
export function givenBody(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
  const mayBeEmpty = type === 'body' && metatype !== undefined && Reflect.getMetadata(KEY, metatype) === true;
  return mayBeEmpty ? (value ?? {}) : value;
}
