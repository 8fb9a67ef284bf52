import { ApiProperty } from '@nestjs/swagger';
import { type Scope, SCOPES } from '../config/scope.ts';
import { type ApiKey, isExpired } from './access/api-key.ts';
import type { LastUses } from './access/key-uses.ts';

const KEY_SOURCES = ['file', 'environment'] as const;

export class KeyDto {
  @ApiProperty({ description: 'Stable, and no part of the key.', example: '5f0c2f7e-3a34-4f0b-8f0b-1c7f3b7f2f10' })
  readonly id!: string;

  @ApiProperty({ description: 'The name that it was given.', example: 'ci' })
  readonly name!: string;

  @ApiProperty({ description: 'What its holder may do.', enum: SCOPES, example: 'run' })
  readonly scope!: Scope;

  @ApiProperty({
    description: 'Where it is known from: the file of `assay keys add`, or `ASSAY_API_KEYS`.',
    enum: KEY_SOURCES,
    example: 'file',
  })
  readonly source!: (typeof KEY_SOURCES)[number];

  @ApiProperty({
    description: 'When it was made; `null` for one of the environment.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-02-17T17:23:26.000Z',
  })
  readonly created_at!: string | null;

  @ApiProperty({
    description: 'When it ends; `null` for never.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
  })
  readonly expires_at!: string | null;

  @ApiProperty({ description: 'Whether that is past.', example: false })
  readonly is_expired!: boolean;

  @ApiProperty({
    description: 'When it was last used, to the minute, and up to a minute late; `null` for never.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-02-18T09:41:00.000Z',
  })
  readonly last_used_at!: string | null;
}

export class KeyListDto {
  @ApiProperty({ description: 'The keys, those of the environment first.', type: [KeyDto] })
  readonly keys!: readonly KeyDto[];
}

/** A key as it may be shown: with nothing of its text or its hash. */
export function wireKey(key: ApiKey, uses: LastUses, nowMs: number): KeyDto {
  return {
    id: key.id,
    name: key.name,
    scope: key.scope,
    source: key.createdAt === null ? 'environment' : 'file',
    created_at: key.createdAt,
    expires_at: key.expiresAt,
    is_expired: isExpired(key, nowMs),
    last_used_at: uses[key.id] ?? null,
  };
}
