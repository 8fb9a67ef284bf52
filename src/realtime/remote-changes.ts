import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { STORED_CHANGES, type StoredChanges } from '../domain/stored-changes.ts';
import { EventBus } from '../events/event-bus.ts';

/** Has followers look whenever other processes over the same database have written. */
@Injectable()
export class RemoteChanges implements OnModuleInit, OnModuleDestroy {
  #subscription: Subscription | undefined;

  constructor(
    @Inject(STORED_CHANGES) private readonly changes: StoredChanges,
    private readonly bus: EventBus,
  ) {}

  onModuleInit(): void {
    this.#subscription = this.changes.subscribe((change) => {
      if ('jobId' in change) this.bus.publish({ type: 'job.stored', jobId: change.jobId });
      else this.bus.publish({ type: 'comparison.stored', comparisonId: change.comparisonId });
    });
  }

  onModuleDestroy(): void {
    this.#subscription?.unsubscribe();
  }
}
