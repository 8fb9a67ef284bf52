import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccessControl } from './access/access-control.ts';
import { NeedsScope } from './access/needs-scope.ts';
import { KeyListDto, wireKey } from './keys.dto.ts';
import { ProblemResponses } from './problem-responses.ts';

@ApiTags('service')
@Controller('api/keys')
export class KeysController {
  constructor(private readonly access: AccessControl) {}

  @Get()
  @NeedsScope('admin')
  @ApiOperation({
    operationId: 'listKeys',
    summary: 'List the keys by which callers get in',
    description: 'As `assay keys list` does, with those of `ASSAY_API_KEYS`. Keys are made and revoked by that command alone.',
  })
  @ApiOkResponse({
    description: 'The keys, without their texts, which nobody knows, and without their hashes.',
    type: KeyListDto,
  })
  @ProblemResponses()
  async list(): Promise<KeyListDto> {
    const uses = await this.access.lastUses();
    return { keys: (await this.access.keys()).map((key) => wireKey(key, uses, Date.now())) };
  }
}
