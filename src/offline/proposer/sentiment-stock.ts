import { labelOf, type Sense } from '../lexicon/label.ts';

/** What people who write prompts about opinions know about a label. Written without looking at any dataset. */
export interface LabelStock {
  readonly definition: string;
  /** Phrases of up to three words that speak for the label. */
  readonly cues: readonly string[];
  /** Cues in other languages. */
  readonly foreignCues: readonly string[];
  /** Made up. */
  readonly examples: readonly string[];
}

const STOCK: Readonly<Record<Sense, LabelStock>> = {
  positive: {
    definition: 'the writer is pleased on the whole, or would recommend it',
    cues: ['works well', 'as promised', 'worth it', 'buy again', 'no complaints', 'could not be better', 'recommend'],
    foreignCues: [
      'empfehlenswert',
      'zufrieden',
      'toll',
      'parfait',
      'je recommande',
      'excelente',
      'recomiendo',
      'ottimo',
      'おすすめ',
    ],
    examples: ['It does what it should, day after day, and costs half of my last one.'],
  },
  negative: {
    definition: 'the writer is displeased on the whole, or warns others off',
    cues: ['stopped working', 'fell apart', 'broke', 'refund', 'sent it back', 'never again', 'not worth', 'too late'],
    foreignCues: ['kaputt', 'enttäuscht', 'schlecht', 'déçu', 'cassé', 'roto', 'decepcionante', 'deludente', '壊れ'],
    examples: ['The hinge came off within a week.', 'Three calls, three promises, and still no answer.'],
  },
  neutral: {
    definition: 'the writer states facts, or asks, and takes no side',
    cues: [],
    foreignCues: [],
    examples: ['It comes in three sizes and is assembled with four screws.'],
  },
  mixed: {
    definition: 'praise and blame both weigh',
    cues: [],
    foreignCues: [],
    examples: ['The picture is sharp, but the sound is a disgrace.'],
  },
};

/** The stock for a sentiment label; `null` for any other label. */
export function stockFor(label: string): LabelStock | null {
  const sense = labelOf(label)?.sense;
  return sense === undefined ? null : STOCK[sense];
}

/** Whether the labels are about sentiment: at least two of different sense. */
export function areSentiment(labels: readonly string[]): boolean {
  return new Set(labels.map((label) => labelOf(label)?.sense).filter((sense) => sense !== undefined)).size > 1;
}
