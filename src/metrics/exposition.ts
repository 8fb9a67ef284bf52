import { Counter, Gauge, Histogram, type MetricType, Registry } from 'prom-client';
import type { Reading } from '../domain/meters.ts';
import type { BucketTally } from './tally.ts';

type Read = () => readonly Reading[] | Promise<readonly Reading[]>;

interface Family {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** Families of metrics in Prometheus's text format. Each is read when it is asked for. */
export class Exposition {
  readonly #registry = new Registry();

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  counter({ name, help, labels = [] }: Family, read: Read): void {
    new Counter({
      name,
      help,
      labelNames: labels,
      registers: [this.#registry],
      async collect() {
        const readings = await read();
        this.reset();
        for (const reading of readings) this.inc(reading.labels, reading.value);
      },
    });
  }

  gauge({ name, help, labels = [] }: Family, read: Read): void {
    new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [this.#registry],
      async collect() {
        const readings = await read();
        this.reset();
        for (const reading of readings) this.inc(reading.labels, reading.value);
      },
    });
  }

  histogram(family: Family, tally: BucketTally): void {
    this.#registry.registerMetric(new TalliedHistogram(family, tally));
  }
}

/** A histogram whose observations are counted elsewhere. */
class TalliedHistogram extends Histogram {
  readonly #family: Family;
  readonly #tally: BucketTally;

  constructor(family: Family, tally: BucketTally) {
    super({ ...family, labelNames: family.labels ?? [], buckets: [...tally.bounds], registers: [] });
    this.#family = family;
    this.#tally = tally;
  }

  override async get(): ReturnType<Histogram['get']> {
    await Promise.resolve();
    const { name, help } = this.#family;
    const values = this.#tally.all.flatMap(({ labels, cumulative, sum, count }) => [
      ...cumulative.map(({ bound, count: value }) => ({
        metricName: `${name}_bucket`,
        labels: { ...labels, le: bound },
        value,
      })),
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ]);
    return { name, help, type: 'histogram' as unknown as MetricType, aggregator: 'sum', collect: () => undefined, values };
  }

  /** What the registry asks for. */
  getForPromString(): ReturnType<Histogram['get']> {
    return this.get();
  }
}
