/** ln E e^(θX) and its first two derivatives: the mean and the variance of the tilted law. */
export interface Cumulants {
  readonly log: number;
  readonly mean: number;
  readonly variance: number;
}

/** A real spectrum's two halves: E e^(iX·2πk/L) for k = 0 … L − 1. */
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The law of a sum of many whole numbers, known through its transforms. */
export interface LatticeLaw {
  readonly lowest: number;
  readonly highest: number;
  /** ln P(X = highest). */
  readonly logTopMass: number;
  cumulants(theta: number): Cumulants;
  /** The characteristic function of the law tilted by e^(θx), at `size` equidistant points. */
  spectrum(theta: number, size: number): Spectrum;
}
