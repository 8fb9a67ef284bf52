import { ApiProperty } from '@nestjs/swagger';

export class HealthDto {
  @ApiProperty({ description: 'Always `ok`: a server that is not well does not answer.', enum: ['ok'], example: 'ok' })
  readonly status!: 'ok';
}

export class ServiceDto extends HealthDto {
  @ApiProperty({ description: 'What answers here.', enum: ['assay-api'], example: 'assay-api' })
  readonly service!: 'assay-api';

  @ApiProperty({ description: 'The version of Assay.', example: '0.1.0' })
  readonly version!: string;
}
