import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { filter, Subject, type Observable } from 'rxjs';
import type { AppEvent } from '../domain/app-event.ts';

/**
 * Carries what has happened to whoever watches. Publish only what the store has: a watcher that missed it, or comes later,
 * finds it there.
 */
@Injectable()
export class EventBus implements BeforeApplicationShutdown {
  readonly #events = new Subject<AppEvent>();

  /** Everything, from now on; completes on shutdown, after the last job has ended. */
  readonly events: Observable<AppEvent> = this.#events.asObservable();

  publish(event: AppEvent): void {
    this.#events.next(event);
  }

  ofType<Type extends AppEvent['type']>(type: Type): Observable<Extract<AppEvent, { type: Type }>> {
    return this.events.pipe(filter((event): event is Extract<AppEvent, { type: Type }> => event.type === type));
  }

  ofJob(jobId: string): Observable<AppEvent> {
    return this.events.pipe(filter((event) => ('job' in event ? event.job.id : event.jobId) === jobId));
  }

  /** Nothing more will come; those who watch hear it. */
  close(): void {
    this.#events.complete();
  }

  beforeApplicationShutdown(): void {
    this.close();
  }
}
