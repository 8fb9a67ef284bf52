import type { JudgedMean } from '../statistics/judged-mean.ts';
import type { JudgeDto } from './judge.dto.ts';

/** A mean by people's labels as the wire has it. */
export function judgeBody(found: JudgedMean | null): Pick<JudgeDto, keyof JudgeDto> | null {
  return (
    found && {
      human_labels: found.labels,
      power_tuning: found.powerTuning,
      mean: found.mean,
      standard_error: found.standardError,
      interval: found.interval && [found.interval[0], found.interval[1]],
      classical_standard_error: found.classicalStandardError,
      kappa: found.kappa,
    }
  );
}
