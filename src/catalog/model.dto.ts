import { ApiProperty } from '@nestjs/swagger';

export class ModelDto {
  @ApiProperty({ description: 'As a job names it.', example: 'openai:gpt-5-mini' })
  readonly model!: string;

  @ApiProperty({
    description: 'How many jobs name it, for their program or as their proposer.',
    type: 'integer',
    minimum: 0,
    example: 12,
  })
  readonly used!: number;

  @ApiProperty({
    description: 'When the last of them started; `null` where there is none.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-03-01T12:00:00.000Z',
  })
  readonly last_used!: string | null;

  @ApiProperty({ description: 'The part before the colon.', example: 'openai' })
  readonly provider!: string;

  @ApiProperty({
    description: 'Whether the server has a key for the provider; `null` where none is needed.',
    type: Boolean,
    nullable: true,
    example: true,
  })
  readonly has_key!: boolean | null;

  @ApiProperty({
    description:
      'Whether what its calls cost can be told, by `ASSAY_PRICES` or the published prices. What is free has a price.',
    example: true,
  })
  readonly price_known!: boolean;

  @ApiProperty({
    description: 'Why a job with it would be refused as the server is set up now; `null` where nothing is in the way.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly problem!: string | null;
}
