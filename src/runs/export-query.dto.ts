import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { documented } from '../http/query-fields.ts';
import { EXPORT_FORMATS, EXPORT_PARTS, type ExportFormat, type ExportPart } from '../interop/run-export.ts';

/** How a run is given out. */
export class ExportQueryDto {
  @ApiProperty({
    description:
      '`eee`: Every Eval Ever 0.3; `csv`: a row a sample; `jsonl`: a line a sample, as `POST /api/runs` takes them; `inspect`: a `.json` log of Inspect.',
    enum: EXPORT_FORMATS,
    example: 'csv',
  })
  @IsIn(EXPORT_FORMATS)
  readonly format!: ExportFormat;

  @documented({
    description: 'With `format=eee`: the evaluation, or the file of its samples.',
    enum: EXPORT_PARTS,
    default: 'evaluation',
    example: 'evaluation',
  })
  @IsIn(EXPORT_PARTS)
  readonly part?: ExportPart;
}
