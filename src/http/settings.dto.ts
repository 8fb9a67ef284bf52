import { ApiProperty } from '@nestjs/swagger';
import { type DescribedSetting, SETTING_SOURCES } from '../config/described-settings.ts';

export class SettingDto {
  @ApiProperty({ description: 'What it is about.', example: 'Jobs' })
  readonly group!: string;

  @ApiProperty({
    description: 'The environment variables that set it; the first one that is not empty counts.',
    type: [String],
    example: ['ASSAY_MAX_RUNNING_JOBS'],
  })
  readonly variables!: readonly string[];

  @ApiProperty({ description: 'The flag of `assay serve` that sets it.', type: String, nullable: true, example: null })
  readonly flag!: string | null;

  @ApiProperty({
    description: 'Its value, as the variable would have it; `null` for none. Of a secret that there is one: `set`.',
    type: String,
    nullable: true,
    example: '4',
  })
  readonly value!: string | null;

  @ApiProperty({ description: 'Its default, likewise.', type: String, nullable: true, example: '1' })
  readonly default!: string | null;

  @ApiProperty({
    description:
      'What the value is from. A flag wins over a variable, and a variable over the default; `program` is what a program that starts the server has set.',
    enum: SETTING_SOURCES,
    example: 'environment',
  })
  readonly source!: DescribedSetting['source'];

  @ApiProperty({ description: 'Whether its value is shown to nobody.', example: false })
  readonly secret!: boolean;

  @ApiProperty({ description: 'Which values it takes.', example: 'an integer of 1 or more' })
  readonly allowed!: string;

  @ApiProperty({ description: 'What it is for.', example: 'jobs that run at once, over all processes of the projects root' })
  readonly purpose!: string;
}

export class SettingListDto {
  @ApiProperty({ description: 'Every setting, by group.', type: [SettingDto] })
  readonly settings!: readonly SettingDto[];
}

export function wireSetting({ fallback, isSecret, ...setting }: DescribedSetting): SettingDto {
  return { ...setting, default: fallback, secret: isSecret };
}
