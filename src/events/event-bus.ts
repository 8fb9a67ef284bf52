import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { filter, Subject, type Observable } from 'rxjs';
import type { AppEvent } from '../domain/app-event.ts';

/**
 * Tells subscribers what has happened, synchronously and in the order of `publish`. Publish only what the store has: a
 * subscriber that missed it, or comes later, finds it there.
 *
 * @example
 * const subscription = bus.ofJob(jobId).subscribe((event) => follow(event));
 */
@Injectable()
export class EventBus implements BeforeApplicationShutdown {
  readonly #events = new Subject<AppEvent>();

  /** Every event from now on. Completes on shutdown, after the last job has ended. */
  readonly events: Observable<AppEvent> = this.#events.asObservable();

  publish(event: AppEvent): void {
    this.#events.next(event);
  }

  ofType<Type extends AppEvent['type']>(type: Type): Observable<Extract<AppEvent, { type: Type }>> {
    return this.events.pipe(filter((event): event is Extract<AppEvent, { type: Type }> => event.type === type));
  }

  ofJob(jobId: string): Observable<AppEvent> {
    return this.events.pipe(filter((event) => jobIdOf(event) === jobId));
  }

  ofComparison(comparisonId: string): Observable<AppEvent> {
    return this.events.pipe(filter((event) => 'comparisonId' in event && event.comparisonId === comparisonId));
  }

  /** Completes every subscription: nothing more is published. */
  close(): void {
    this.#events.complete();
  }

  beforeApplicationShutdown(): void {
    this.close();
  }
}

function jobIdOf(event: AppEvent): string | undefined {
  if ('job' in event) return event.job.id;
  return 'jobId' in event ? event.jobId : undefined;
}
