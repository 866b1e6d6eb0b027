/**
 * Counters, gauges and histograms in the text format of Prometheus
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(labels: Labels, by?: number): void;
}

export interface Histogram {
  observe(labels: Labels, value: number): void;
}

export interface Registry {
  counter(name: string, help: string): Counter;
  /** `bounds` in rising order; the last bucket, without an end, comes by itself. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram;
  /** Asked at every reading. */
  gauge(name: string, help: string, read: () => ReadonlyArray<readonly [Labels, number]>): void;
  text(): string;
}

/** Made-up labels (a method nobody knows) must not fill the memory. */
const MAX_SERIES = 500;

export function createRegistry(): Registry {
  const families: (() => string[])[] = [];

  function family(name: string, help: string, type: string, lines: () => string[]): void {
    families.push(() => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines()]);
  }

  return {
    counter(name, help) {
      const series = new Map<string, number>();
      family(name, help, 'counter', () =>
        [...series].map(([labels, value]) => `${name}${labels} ${value}`),
      );
      return {
        add(labels, by = 1) {
          const key = labelText(labels);
          if (!series.has(key) && series.size >= MAX_SERIES) return;
          series.set(key, (series.get(key) ?? 0) + by);
        },
      };
    },
    histogram(name, help, bounds) {
      const series = new Map<string, { labels: Labels; counts: number[]; sum: number }>();
      family(name, help, 'histogram', () =>
        [...series.values()].flatMap(({ labels, counts, sum }) => {
          let total = 0;
          const buckets = counts.map((count, index) => {
            total += count;
            const le = String(bounds[index] ?? '+Inf');
            return `${name}_bucket${labelText({ ...labels, le })} ${total}`;
          });
          const own = labelText(labels);
          return [...buckets, `${name}_sum${own} ${sum}`, `${name}_count${own} ${total}`];
        }),
      );
      return {
        observe(labels, value) {
          const key = labelText(labels);
          if (!series.has(key) && series.size >= MAX_SERIES) return;
          const one = series.get(key) ?? {
            labels,
            counts: Array.from({ length: bounds.length + 1 }, () => 0),
            sum: 0,
          };
          series.set(key, one);
          const found = bounds.findIndex((bound) => value <= bound);
          const index = found === -1 ? bounds.length : found;
          one.counts[index] = (one.counts[index] ?? 0) + 1;
          one.sum += value;
        },
      };
    },
    gauge(name, help, read) {
      family(name, help, 'gauge', () =>
        read().map(([labels, value]) => `${name}${labelText(labels)} ${value}`),
      );
    },
    text: () => `${families.flatMap((lines) => lines()).join('\n')}\n`,
  };
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => {
    const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
    return `${name}="${escaped}"`;
  });
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}
