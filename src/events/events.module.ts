import { Global, Module } from '@nestjs/common';
import { Meters } from '../domain/meters.ts';
import { EventBus } from './event-bus.ts';

/** How the rooms of one process hear of each other: what happens, and what they measure. */
@Global()
@Module({ providers: [EventBus, { provide: Meters, useFactory: () => new Meters() }], exports: [EventBus, Meters] })
export class EventsModule {}
