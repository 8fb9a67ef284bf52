import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Config, environment } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { describedSettings } from '../config/described-settings.ts';
import { NeedsScope } from './access/needs-scope.ts';
import { ProblemResponses } from './problem-responses.ts';
import { SettingListDto, wireSetting } from './settings.dto.ts';

@ApiTags('service')
@Controller('api/settings')
export class SettingsController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @NeedsScope('admin')
  @ApiOperation({
    operationId: 'listSettings',
    summary: 'List every setting with its value, what the value is from, and what it is for',
    description: 'The server reads its settings once, when it starts. The value of a secret is shown to nobody.',
  })
  @ApiOkResponse({ description: 'The settings.', type: SettingListDto })
  @ProblemResponses()
  list(): SettingListDto {
    return { settings: describedSettings(this.config, environment).map(wireSetting) };
  }
}
