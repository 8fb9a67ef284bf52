import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.ts';
import { SignInController } from './sign-in.controller.ts';
import { TicketsController } from './tickets.controller.ts';

/** Signing in with a browser, and tickets. */
@Module({ imports: [HttpModule], controllers: [SignInController, TicketsController] })
export class SignInModule {}
