import { Global, Module } from '@nestjs/common';
import { Meters } from '../domain/meters.ts';
import { EventBus } from './event-bus.ts';
import { OpenStreams } from './open-streams.ts';

/** How the rooms of one process hear of each other: what happens, and what they measure. */
@Global()
@Module({
  providers: [EventBus, OpenStreams, { provide: Meters, useFactory: () => new Meters() }],
  exports: [EventBus, OpenStreams, Meters],
})
export class EventsModule {}
