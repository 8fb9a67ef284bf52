import type { PassK, PassRate } from '../statistics/pass-k.ts';
import type { PassKDto, PassRateDto } from './pass-k.dto.ts';

/** What k tries reach, as the wire has it. */
export function passKBody({ k, passAtK, passHatK, problems, tooFewTries }: PassK): PassKDto {
  return { k, pass_at_k: passRate(passAtK), pass_hat_k: passRate(passHatK), problems, skipped: tooFewTries };
}

function passRate(found: PassRate | null): PassRateDto | null {
  return found && { mean: found.mean, standard_error: found.standardError, interval: found.interval && [...found.interval] };
}
