import { TextParameter, WholeNumberParameter } from './query-fields.ts';

/** Which page of a list a query asks for. */
export class PageQueryDto {
  @WholeNumberParameter({
    description: 'The most entries to return; all of them by default.',
    minimum: 1,
    maximum: 1000,
    example: 50,
  })
  readonly limit?: number;

  @TextParameter(
    'Where to continue: `next_cursor` of the previous page of jobs, or the `Link` header of the previous page of runs.',
    'WyIyMDI2LTExLTIyVDA5OjAwOjAwLjAwMFoiLCIuLi4iXQ',
  )
  readonly cursor?: string;
}
