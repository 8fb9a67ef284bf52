import { requestFields } from './job-fields.dto.ts';

/** The body of `POST /api/run`. */
export class RunRequestDto extends requestFields('run') {}

/** The body of `POST /api/evaluate`. */
export class EvaluateRequestDto extends requestFields('evaluate') {}

/** The body of `POST /api/optimize`. */
export class OptimizeRequestDto extends requestFields('optimize') {}
