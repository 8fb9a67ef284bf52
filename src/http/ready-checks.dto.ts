import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class ReadyCheckDto {
  @ApiProperty({
    description: '`up`; `degraded` where the server does its work all the same; `down` where it does not.',
    enum: ['up', 'degraded', 'down'],
    example: 'up',
  })
  readonly status!: 'up' | 'degraded' | 'down';

  @ApiProperty({
    description: 'When it was first found to be so, in a row.',
    format: 'date-time',
    example: '2026-03-14T09:26:53.589Z',
  })
  readonly since!: string;

  @ApiPropertyOptional({ description: 'What is wrong, and what to do about it.', example: 'the disk is full (ENOSPC)' })
  readonly message?: string;
}

/** What has to be well for the server to do its work. */
export class ReadyChecksDto {
  @ApiProperty({
    description:
      'Writing to the folder of jobs (else `down`) and to the storage folder (else `degraded`), tried at most once a second.',
    type: ReadyCheckDto,
  })
  readonly storage!: ReadyCheckDto;

  @ApiProperty({ description: 'The index of lists and pages; at worst `degraded`.', type: ReadyCheckDto })
  readonly index!: ReadyCheckDto;

  @ApiProperty({ description: 'Whether it can be decided which job runs. A full queue is `up`.', type: ReadyCheckDto })
  readonly queue!: ReadyCheckDto;

  @ApiProperty({ description: 'Whether a process for a job can be started.', type: ReadyCheckDto })
  readonly children!: ReadyCheckDto;

  @ApiProperty({
    description:
      'Whether the file of keys can be read. Otherwise nobody gets in (`down`), or only by keys of the environment and a provider (`degraded`).',
    type: ReadyCheckDto,
  })
  readonly keys!: ReadyCheckDto;

  @ApiProperty({ description: '`down` once the server shuts down and takes no more jobs.', type: ReadyCheckDto })
  readonly draining!: ReadyCheckDto;
}
