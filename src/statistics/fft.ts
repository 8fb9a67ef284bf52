interface Plan {
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
  readonly reversed: Uint32Array;
}

const plans = new Map<number, Plan>();

/**
 * The discrete Fourier transform Σ xⱼ e^(−2πijk/L) of complex numbers, in place; their count must be a power of two.
 * Source: Cooley and Tukey 1965, radix 2, with tables of exact twiddle factors.
 *
 * @example fft(new Float64Array([1, 0, 0, 0]), new Float64Array(4)) // all ones
 */
export function fft(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  const { cosine, sine, reversed } = planFor(size);
  for (let i = 0; i < size; i += 1) {
    const j = reversed[i]!;
    if (j > i) swap(re, im, i, j);
  }
  for (let half = 1; half < size; half *= 2) {
    const stride = size / (2 * half);
    for (let start = 0; start < size; start += 2 * half) {
      for (let k = 0; k < half; k += 1) {
        const c = cosine[k * stride]!;
        const s = sine[k * stride]!;
        const low = start + k;
        const high = low + half;
        const turnedRe = re[high]! * c + im[high]! * s;
        const turnedIm = im[high]! * c - re[high]! * s;
        re[high] = re[low]! - turnedRe;
        im[high] = im[low]! - turnedIm;
        re[low]! += turnedRe;
        im[low]! += turnedIm;
      }
    }
  }
}

const tables = new Map<number, Float64Array>();

/** cos(2πi/period) for i = 0 … period − 1. */
export function cosineTable(period: number): Float64Array {
  const known = tables.get(period);
  if (known) return known;
  const table = Float64Array.from({ length: period }, (_, i) => Math.cos((2 * Math.PI * i) / period));
  tables.set(period, table);
  return table;
}

/** The smallest power of two that is not below `size`. */
export function powerOfTwoFrom(size: number): number {
  return 2 ** Math.max(1, Math.ceil(Math.log2(size)));
}

function planFor(size: number): Plan {
  const known = plans.get(size);
  if (known) return known;
  const cosine = new Float64Array(size / 2);
  const sine = new Float64Array(size / 2);
  for (let k = 0; k < size / 2; k += 1) {
    cosine[k] = Math.cos((2 * Math.PI * k) / size);
    sine[k] = Math.sin((2 * Math.PI * k) / size);
  }
  const reversed = new Uint32Array(size);
  for (let i = 1; i < size; i += 1) reversed[i] = (reversed[i >> 1]! >> 1) | (i & 1 ? size / 2 : 0);
  const plan = { cosine, sine, reversed };
  plans.set(size, plan);
  return plan;
}

function swap(re: Float64Array, im: Float64Array, i: number, j: number): void {
  const heldRe = re[i]!;
  const heldIm = im[i]!;
  re[i] = re[j]!;
  im[i] = im[j]!;
  re[j] = heldRe;
  im[j] = heldIm;
}
