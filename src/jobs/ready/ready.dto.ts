import { ApiProperty } from '@nestjs/swagger';
import { ReadyChecksDto } from '../../http/ready-checks.dto.ts';

export class IndexStateDto {
  @ApiProperty({
    description:
      '`ready`; `building` while it follows what is in the files; `stalled` where it can’t be written: what is new is then read later.',
    enum: ['ready', 'building', 'stalled'],
    example: 'ready',
  })
  readonly state!: 'ready' | 'building' | 'stalled';

  @ApiProperty({ description: 'The part of the logs that it has.', minimum: 0, maximum: 1, example: 1 })
  readonly done!: number;

  @ApiProperty({
    description: 'Whether it is a temporary one, made anew at each start, because the storage folder can’t be used.',
    example: false,
  })
  readonly temporary!: boolean;
}

export class ReadyDto {
  @ApiProperty({ description: 'Always `ok`: a server that can’t do its work answers with 503.', enum: ['ok'], example: 'ok' })
  readonly status!: 'ok';

  @ApiProperty({ description: 'The index that lists, pages and comparisons are answered from.', type: IndexStateDto })
  readonly index!: IndexStateDto;

  @ApiProperty({ description: 'What was looked at.', type: ReadyChecksDto })
  readonly checks!: ReadyChecksDto;
}
