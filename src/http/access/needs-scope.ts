import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { Scope } from '../../config/scope.ts';

/** Who may call a route: the holders of a scope, or everybody, also without a key. */
export type RouteAccess = Scope | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route without it needs `admin`. */
    access?: RouteAccess;
  }
}

/** Declares who may call a route. Unlike Nest's `RouteConfig` it keeps what other decorators declare. */
export function NeedsScope(access: RouteAccess): MethodDecorator {
  return (_target, _name, descriptor) => {
    const handler = descriptor.value as object;
    const declared = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as object | undefined;
    Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...declared, access }, handler);
  };
}
