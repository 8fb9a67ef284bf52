import { describe, expect, it } from '@jest/globals';
import { binaryPower } from './binary-power.ts';
import { detectionMultiplier } from './detection-multiplier.ts';
import { type PowerQuestion, type Study, studyPower } from './study-power.ts';

const GRADED: Study = {
  n: 1000,
  variance: 0.09,
  discordance: null,
  clusters: null,
  span: 1,
  test: 'sign-flip',
  components: null,
};
const BINARY: Study = { ...GRADED, variance: 0.2, discordance: 0.2 };

function asked(changes: Partial<PowerQuestion> = {}): PowerQuestion {
  return { rates: { alpha: 0.05, power: 0.8 }, n: 1000, hypotheses: 1, delta: null, margin: null, repeats: null, ...changes };
}

const clustered = (count: number, size = 10): Study => {
  return { ...GRADED, n: count * size, clusters: { count, largest: size } };
};

describe('the power of a study', () => {
  it('finds the difference with the power that was asked for at the size that it names, and not before', () => {
    const { requiredSamples } = studyPower(GRADED, asked({ delta: 0.03 }));
    expect(requiredSamples).toBe(787);
    expect(studyPower(GRADED, asked({ delta: 0.03, n: 787 })).achievedPower).toBeGreaterThanOrEqual(0.8);
    expect(studyPower(GRADED, asked({ delta: 0.03, n: 786 })).achievedPower).toBeLessThan(0.8);
  });

  it.each([GRADED, BINARY, clustered(20)])('is what was asked for at the smallest difference that it names', (study) => {
    const { n } = study;
    const smallest = studyPower(study, asked({ n })).minimumDetectableEffect;
    expect(studyPower(study, asked({ n, delta: smallest })).achievedPower).toBeCloseTo(0.8, 9);
  });

  it('needs eleven numbers of right-or-wrong samples in a row that all find the difference', () => {
    const first = studyPower(BINARY, asked({ delta: 0.12 })).requiredSamples ?? NaN;
    const powers = Array.from({ length: 12 }, (_, i) => binaryPower({ n: first - 1 + i, discordance: 0.2 }, 0.12, 0.05));
    expect(powers[0]).toBeLessThan(0.8);
    expect(Math.min(...powers.slice(1))).toBeGreaterThanOrEqual(0.8);
  });

  it.each([GRADED, BINARY])('goes on smoothly where the normal distribution takes over', (study) => {
    const at = (n: number) => studyPower(study, asked({ n, delta: 0.004 }));
    const [before, after] = [at(100_000), at(100_001)];
    expect((after.minimumDetectableEffect ?? NaN) / (before.minimumDetectableEffect ?? NaN)).toBeCloseTo(1, 4);
    expect((after.achievedPower ?? NaN) / (before.achievedPower ?? NaN)).toBeCloseTo(1, 3);
    const n = studyPower(study, asked({ delta: 0.002 })).requiredSamples ?? NaN;
    expect(studyPower(study, asked({ n, delta: 0.002 })).achievedPower).toBeCloseTo(0.8, 3);
  });

  it('promises a family of hypotheses less than one of them', () => {
    for (const study of [GRADED, BINARY, clustered(20)]) {
      const found = studyPower(study, asked({ n: study.n, hypotheses: 6 }));
      expect(found.familyMinimumDetectableEffect).toBeGreaterThan(found.minimumDetectableEffect ?? NaN);
    }
  });

  it('counts clusters, and says how many it takes', () => {
    const found = studyPower(clustered(20), asked({ n: 200, delta: 0.05 }));
    const multiplier = detectionMultiplier(20, { alpha: 0.05, power: 0.8 }, 'sign-flip') ?? NaN;
    expect(found.minimumDetectableEffect).toBeCloseTo(multiplier * Math.sqrt(0.09 / 200), 12);
    expect(found.requiredSamples).toBe(10 * (found.requiredClusters ?? NaN));
    expect(studyPower(clustered(20), asked({ n: found.requiredSamples ?? 0, delta: 0.05 })).achievedPower).toBeGreaterThan(0.8);
  });

  it('asks more of few samples and clusters than Student’s distribution would, and nothing of hopeless ones', () => {
    const smallest = (study: Study) => studyPower(study, asked({ n: study.n })).minimumDetectableEffect;
    const few = { ...GRADED, n: 7 };
    expect(smallest(few)).toBeCloseTo(3.55 * Math.sqrt(0.09 / 7), 12);
    expect(smallest({ ...few, test: 't' })).toBeLessThan(smallest(few) ?? NaN);
    expect(smallest({ ...GRADED, n: 5 })).toBeNull();
    expect(smallest({ ...BINARY, n: 5 })).toBeNull();
    expect(smallest(clustered(5))).toBeNull();
    expect(smallest(clustered(2))).toBeNull();
    expect(smallest(clustered(6))).toBeCloseTo(4.41 * Math.sqrt(0.09 / 60), 12);
  });

  it('names no difference that the range of the metric does not have, and needs no samples for it', () => {
    const wide = { ...GRADED, n: 8, variance: 1.2 };
    expect(studyPower(wide, asked({ n: 8 })).minimumDetectableEffect).toBeNull();
    expect(studyPower({ ...wide, span: null }, asked({ n: 8 })).minimumDetectableEffect).toBeGreaterThan(1);
    expect(studyPower(wide, asked({ n: 8, delta: 1.1 })).requiredSamples).toBeNull();
    expect(studyPower(BINARY, asked({ delta: 1.1 }))).toMatchObject({ requiredSamples: null, achievedPower: null });
  });

  it('takes it that one sample in n may differ where none did', () => {
    const same = studyPower({ ...BINARY, n: 30, variance: 0, discordance: 0 }, asked({ n: 30 }));
    expect(same.minimumDetectableEffect).toBeGreaterThan(0.2);
    expect(same.minimumDetectableEffect).toBeLessThan(0.3);
  });

  it('plans nothing from scores that do not vary, and names no number that can not be counted', () => {
    const nothing = { requiredSamples: null, minimumDetectableEffect: null, achievedPower: null, equivalencePower: null };
    expect(studyPower({ ...GRADED, variance: 0 }, asked({ delta: 0.1, margin: 0.1 }))).toMatchObject(nothing);
    for (const study of [GRADED, BINARY]) expect(studyPower(study, asked({ delta: 1e-9 })).requiredSamples).toBeNull();
  });

  it.each([1e-20, 1e-300])('finds nothing at an alpha of %d', (alpha) => {
    const rates = { alpha, power: 0.8 };
    for (const study of [GRADED, BINARY, clustered(20)]) {
      const found = studyPower({ ...study, n: 40 }, asked({ rates, n: 40, delta: 0.2 }));
      expect(found).toMatchObject({ minimumDetectableEffect: null, achievedPower: 0 });
    }
  });

  it('shows equivalence less easily where one rare difference may be large, and never where nothing bounds it on few samples', () => {
    const power = (study: Study, n = 1000) => studyPower({ ...study, n }, asked({ n, margin: 0.03 })).equivalencePower;
    expect(power(GRADED)).toBeLessThan(power({ ...GRADED, span: null }) ?? NaN);
    expect(power({ ...GRADED, span: null }, 99)).toBeNull();
    expect(power(GRADED, 30)).toBe(0);
    expect(power({ ...BINARY, discordance: 0 }, 1000)).toBeGreaterThan(0.99);
  });
});
