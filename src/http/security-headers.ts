import type { SecurityHeadersOptions } from '@nestjs/common';

/**
 * For an API with three pages of documentation: nothing is framed, sniffed or loaded from elsewhere. `blob:` is the worker
 * in which ReDoc searches. HSTS is left to the proxy that ends TLS, and other origins may read what CORS lets them read.
 */
export const SECURITY_HEADERS: SecurityHeadersOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: "'self'",
      baseUri: "'none'",
      formAction: "'self'",
      frameAncestors: "'none'",
      imgSrc: ["'self'", 'data:'],
      objectSrc: "'none'",
      scriptSrc: "'self'",
      styleSrc: ["'self'", "'unsafe-inline'"],
      workerSrc: ["'self'", 'blob:'],
    },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};
