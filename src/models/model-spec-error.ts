import { UnusableRequestError } from '../domain/errors.ts';

/** A model that can't be had as it was asked for: a wrong name, or a variable that is not set. `message` says what to do. */
export class ModelSpecError extends UnusableRequestError {}
