import { ApiProperty } from '@nestjs/swagger';
import { TextParameter } from '../http/query-fields.ts';
import { RunDto } from './run.dto.ts';

/** What takes the place of what a file says. */
export class ImportFileDto {
  @TextParameter(
    'The id of its run, instead of the one that the file or its bytes give it. Only for a file with one run.',
    'gsm8k-mine',
  )
  readonly run_id?: string;

  @TextParameter('The experiment of its runs, instead of the one in the file.', 'gsm8k')
  readonly experiment_id?: string;

  @TextParameter('What its run is called. Only for a file with one run.', 'nightly')
  readonly label?: string;

  @TextParameter(
    'What the file is called: samples of the LM Evaluation Harness say by it alone which task they are of.',
    'samples_gsm8k_2026-01-21T03-44-18.458309.jsonl',
  )
  readonly name?: string;
}

/** A run of an imported file. */
export class ImportedRunDto extends RunDto {
  @ApiProperty({ description: 'Whether it was not there before.', example: true })
  readonly is_new!: boolean;
}

/** What a file became: its first run, and in `runs` all of them. */
export class ImportedFileDto extends ImportedRunDto {
  @ApiProperty({ description: 'All runs of the file, in its order: one an arm.', type: [ImportedRunDto] })
  readonly runs!: ImportedRunDto[];
}
