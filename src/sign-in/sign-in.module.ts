import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.ts';
import { ProviderSignIn } from './provider-sign-in.ts';
import { ProviderController } from './provider.controller.ts';
import { SignInController } from './sign-in.controller.ts';
import { TicketsController } from './tickets.controller.ts';

/** Signing in with a browser, and tickets. */
@Module({
  imports: [HttpModule],
  controllers: [SignInController, ProviderController, TicketsController],
  providers: [ProviderSignIn],
})
export class SignInModule {}
