import { TextParameter, WholeNumberParameter } from '../http/query-fields.ts';
import { RefusesUnknownParameters } from '../http/unknown-parameters.ts';

@RefusesUnknownParameters()
export class RowQueryDto {
  @WholeNumberParameter({ description: 'The most rows to return.', minimum: 1, maximum: 500, default: 50, example: 50 })
  readonly limit?: number;

  @WholeNumberParameter({
    description: 'Matching rows to leave out before the first.',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    default: 0,
    example: 0,
  })
  readonly offset?: number;

  @TextParameter(
    'Only rows with all of these words, in upper or lower case, in their inputs, reference, id or tags.',
    'broken zip',
  )
  readonly q?: string;
}
