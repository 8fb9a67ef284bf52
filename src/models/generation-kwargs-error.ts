import { UnusableRequestError } from '../domain/errors.ts';

/** Generation options that no model is given: unknown names or values of the wrong kind, each named. */
export class GenerationKwargsError extends UnusableRequestError {}
