import type { FastifyCorsOptions } from '@fastify/cors';
import type { Config } from '../config/config.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';

/** Which pages may call the API from a browser, and what they may read of its answers. */
export function corsOptions(config: Config): FastifyCorsOptions {
  return {
    origin: config.corsOrigins.includes('*') ? '*' : config.corsOrigins.map(originPattern),
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    exposedHeaders: [REQUEST_ID_HEADER, 'link', 'retry-after'],
    maxAge: 600,
    strictPreflight: false,
  };
}

/** An allowed origin as it is compared; one that ends with `:*` takes any port. */
export function originPattern(origin: string): string | RegExp {
  if (!origin.endsWith(':*')) return origin;

  const host = origin.slice(0, -2).replaceAll(/[.[\]]/g, '\\$&');
  return new RegExp(`^${host}(:\\d{1,5})?$`);
}
