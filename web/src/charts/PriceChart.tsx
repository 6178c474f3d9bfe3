import '@mantine/charts/styles.layer.css';
import { LineChart } from '@mantine/charts';
import { useSpeech } from '../words';

interface Point {
  day: string;
  provider: string;
  lowest: { amount: string; currency: string };
}

/** The lowest price of each day, a line for each provider; the same as a table for those who do not see it. */
export default function PriceChart({ points }: { points: readonly Point[] }) {
  const { w, f } = useSpeech();
  const providers = [...new Set(points.map(({ provider }) => provider))];
  const days = new Map<string, Record<string, number | string>>();
  for (const { day, provider, lowest } of points) {
    days.set(day, {
      ...days.get(day),
      day: f.day(day),
      [w.providers(provider)]: Number(lowest.amount),
    });
  }
  const data = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const currency = points[0]?.lowest.currency ?? 'EUR';
  const low = Math.min(...points.map(({ lowest }) => Number(lowest.amount)));
  const high = Math.max(...points.map(({ lowest }) => Number(lowest.amount)));
  return (
    <figure>
      <div aria-hidden="true">
        <LineChart
          h={220}
          data={data}
          dataKey="day"
          series={providers.map((provider, at) => ({
            name: w.providers(provider),
            color: ['clay.5', 'blue.6', 'teal.7', 'grape.6', 'orange.6'][at % 5] ?? 'clay.5',
          }))}
          curveType="stepAfter"
          withDots={data.length < 40}
          connectNulls
          withLegend={providers.length > 1}
          valueFormatter={(value) => f.money({ amount: String(value), currency })}
          yAxisProps={{ width: 74, domain: [Math.floor(low * 0.9), Math.ceil(high * 1.1)] }}
        />
      </div>
      <figcaption className="unseen">
        {w.price.range(
          f.money({ amount: String(low), currency }),
          f.money({ amount: String(high), currency }),
        )}
      </figcaption>
    </figure>
  );
}
