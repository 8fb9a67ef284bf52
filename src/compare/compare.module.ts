import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.ts';
import { AgreementController } from './agreement.controller.ts';
import { AgreementService } from './agreement.service.ts';
import { CompareController } from './compare.controller.ts';
import { CompareService } from './compare.service.ts';
import { ComparedRuns } from './compared-runs.ts';
import { ComparisonPool } from './comparison-pool.ts';
import { PowerService } from './power.service.ts';

@Module({
  imports: [StorageModule],
  controllers: [CompareController, AgreementController],
  providers: [AgreementService, CompareService, PowerService, ComparedRuns, ComparisonPool],
})
export class CompareModule {}
