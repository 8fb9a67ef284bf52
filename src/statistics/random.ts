/** A stream of uniform 32-bit unsigned whole numbers. */
export interface RandomStream {
  next(): number;
  /** Writes the next numbers into the buffer: the same as calling `next` for each, and faster. */
  fill(buffer: Uint32Array): void;
}

/**
 * xoshiro128** 1.1 (Blackman and Vigna 2021, ACM TOMS 47), its state filled by four outputs of splitmix32 from the seed
 * (statistics.md §7). The same seed gives the same numbers everywhere.
 *
 * @example randomStream(42).next() // 2837322924
 */
export function randomStream(seed: number): RandomStream {
  const state = splitMix32(seed);
  const one = new Uint32Array(1);
  return {
    next() {
      advance(state, one);
      return one[0]!;
    },
    fill: (buffer) => advance(state, buffer),
  };
}

function advance(state: Int32Array, buffer: Uint32Array): void {
  let s0 = state[0]!;
  let s1 = state[1]!;
  let s2 = state[2]!;
  let s3 = state[3]!;
  for (let i = 0; i < buffer.length; i += 1) {
    const scrambled = Math.imul(s1, 5);
    buffer[i] = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
  }
  state[0] = s0;
  state[1] = s1;
  state[2] = s2;
  state[3] = s3;
}

/** Four outputs of splitmix32, whose finalizer is MurmurHash3's. */
function splitMix32(seed: number): Int32Array {
  const outputs = new Int32Array(4);
  let state = seed | 0;
  for (let i = 0; i < 4; i += 1) {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    outputs[i] = mixed ^ (mixed >>> 16);
  }
  return outputs;
}

/**
 * The seed of one Monte Carlo: the hash of what it is about, with the two runs in code-unit order, so that A against B and B
 * against A draw the same numbers (statistics.md §7).
 *
 * @example resamplingSeed('accuracy', 'run-b', 'run-a', 'bootstrap', 10_000, 0) // 1073305572
 */
export function resamplingSeed(
  metric: string,
  runA: string,
  runB: string,
  method: string,
  resamples: number,
  userSeed: number,
): number {
  const [first, second] = runA < runB ? [runA, runB] : [runB, runA];
  return fnv1a(`${metric}|${first}|${second}|${method}|${resamples}|${userSeed}`);
}

/**
 * The 32-bit FNV-1a hash of a text's UTF-8 bytes (Fowler, Noll and Vo; RFC 9923), as an unsigned number.
 *
 * @example fnv1a('accuracy|run-a|run-b|bootstrap|10000|0') // 1073305572
 */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
