import type { JobCount } from './job-count.ts';

/** `4s`, `3:07`, `1:04:09`. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${String(whole)}s`;
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const clock = [...(hours > 0 ? [hours] : []), minutes, rest];
  return clock.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** How far a job is after so many seconds of its step: trials, rate, time left, score, failures, tokens. */
export function progressText(count: JobCount, seconds: number): string {
  const { trials, plannedTrials, share, score, failed, tokens } = count;
  const rate = seconds > 0 ? trials / seconds : 0;
  const left = share > 0 && share < 1 ? [`${duration((seconds / share) * (1 - share))} left`] : [];
  return [
    `${String(trials)}/${String(plannedTrials)} trials`,
    `${rate.toFixed(rate < 10 ? 1 : 0)}/s`,
    ...left,
    ...(score === null ? [] : [`score ${score.toFixed(3)}`]),
    `${String(failed)} failed`,
    `${compact.format(tokens)} tokens`,
  ].join(' · ');
}
