import { ApiProperty } from '@nestjs/swagger';
import { type Scope, SCOPES } from '../config/scope.ts';
import type { Principal } from './access/principal.ts';

const KINDS = ['key', 'session', 'ticket', 'local'] as const satisfies readonly Principal['kind'][];

export class MeDto {
  @ApiProperty({ description: 'The name of the key or person; `local` where nobody is asked for a key.', example: 'ci' })
  readonly name!: string;

  @ApiProperty({
    description: 'What the caller may do: `read` looks at everything, `run` also starts and adds, `admin` also deletes.',
    enum: SCOPES,
    example: 'run',
  })
  readonly scope!: Scope;

  @ApiProperty({ description: 'What the request shows for it.', enum: KINDS, example: 'key' })
  readonly kind!: Principal['kind'];

  @ApiProperty({ description: 'Whether this server asks the caller for a key.', example: true })
  readonly auth!: boolean;

  @ApiProperty({ description: 'Whether there is a session that can be signed out of.', example: false })
  readonly can_sign_out!: boolean;
}
