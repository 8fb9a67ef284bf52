import { describe, expect, it } from '@jest/globals';
import { binaryPower } from './binary-power.ts';
import { detectionMultiplier } from './detection-multiplier.ts';
import { equivalencePower } from './equivalence-power.ts';
import { expectFields, golden } from './golden.fixture.ts';
import { type Study, studyPower } from './study-power.ts';

const NAMES = { mde: 'minimumDetectableEffect', mde_family: 'familyMinimumDetectableEffect' };

describe('the power of right-or-wrong scores', () => {
  it.each(golden('power_binary'))('meets %s', (_, { input, expected }) => {
    const { n, discordance, delta, family, power, alpha } = input;
    const question = { rates: { alpha, power }, n, hypotheses: family, delta, margin: null, repeats: null };
    const found = studyPower({ ...binaryStudy(n), discordance }, question);
    expectFields(found, expected, { ...NAMES, power: 'achievedPower', required_samples: 'requiredSamples' }, 1e-8);
    expect(found.requiredSamples).toBe(expected['required_samples']);
    expect(binaryPower({ n, discordance }, delta, alpha)).toBe(found.achievedPower);
  });
});

describe('the power of graded scores', () => {
  it.each(golden('power_graded'))('meets %s', (_, { input, expected }) => {
    const { n, sd, delta, margin, family, power, alpha } = input;
    const rates = { alpha, power };
    const study: Study = { ...binaryStudy(n), discordance: null, variance: sd * sd, span: null };
    const found = studyPower(study, { rates, n, hypotheses: family, delta: null, margin, repeats: null });
    const beside = {
      multiplier: detectionMultiplier(n, rates, 'sign-flip'),
      equivalencePower: equivalencePower({ n, standardError: sd / Math.sqrt(n), delta, margin, alpha }),
    };
    const names = { ...NAMES, multiplier: 'multiplier', equivalence_power: 'equivalencePower' };
    expectFields({ ...found, ...beside }, expected, names, 1e-7);
  });
});

function binaryStudy(n: number): Study {
  return { n, variance: null, discordance: 0, clusters: null, span: 1, test: 'sign-flip', components: null };
}
