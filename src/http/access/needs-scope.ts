import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { FastifyContextConfig } from 'fastify';
import type { Scope } from '../../config/scope.ts';

/** Where the OpenAPI document has the scope of an operation. */
export const SCOPE_EXTENSION = 'x-required-scope';
export const TICKET_EXTENSION = 'x-takes-ticket';

/** Who may call a route: the holders of a scope, or everybody, also without a key. */
export type RouteAccess = Scope | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route without it needs `admin`. */
    access?: RouteAccess;
    /** Whether a ticket opens it. */
    takesTicket?: boolean;
    /** Whether its body is an HTML form. */
    isForm?: boolean;
    /** Whether pages of other origins are refused, also those that may call the API. */
    isForOwnPages?: boolean;
    /** Whether people open it in a browser, so that its problems are pages for them, too. */
    isPage?: boolean;
  }
}

/** Declares who may call a route. Unlike Nest's `RouteConfig` it keeps what other decorators declare. */
export function NeedsScope(access: RouteAccess): MethodDecorator {
  return applyDecorators(declares({ access }), ApiExtension(SCOPE_EXTENSION, access));
}

/** Lets a ticket open a route, for streams that clients open which can't send headers. */
export function TakesTicket(): MethodDecorator {
  return applyDecorators(declares({ takesTicket: true }), ApiExtension(TICKET_EXTENSION, true));
}

/** Lets a route take the body of an HTML form, as an object of strings. */
export function TakesForm(): MethodDecorator {
  return declares({ isForm: true });
}

/** Refuses a route to pages of other origins, also to those of `ASSAY_CORS_ORIGINS`: to a browser, another port of this machine is the same site. */
export function ForOwnPages(): MethodDecorator {
  return declares({ isForOwnPages: true });
}

/** Lets people who open a route in a browser have its problems as pages. */
export function IsPage(): MethodDecorator {
  return declares({ isPage: true });
}

function declares(config: FastifyContextConfig): MethodDecorator {
  return (_target, _name, descriptor) => {
    const handler = descriptor.value as object;
    const declared = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as object | undefined;
    Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...declared, ...config }, handler);
  };
}
