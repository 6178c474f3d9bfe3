import '@mantine/charts/styles.layer.css';
import { BarChart } from '@mantine/charts';
import { useSpeech } from '../words';

/** Plays of each month; the same as a table for those who do not see it. */
export default function PlaysChart({
  plays,
}: {
  plays: readonly { month: string; plays: number }[];
}) {
  const { w, f, language } = useSpeech();
  const months = new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' });
  const data = plays.map(({ month, plays }) => ({
    month: months.format(new Date(month)),
    [w.listening.playsName]: plays,
  }));
  return (
    <figure>
      <div aria-hidden="true">
        <BarChart
          h={240}
          data={data}
          dataKey="month"
          series={[{ name: w.listening.playsName, color: 'clay.5' }]}
          valueFormatter={(value) => f.number(value)}
          tickLine="none"
          gridAxis="y"
        />
      </div>
      <table className="unseen">
        <caption>{w.listening.overTime}</caption>
        <tbody>
          {plays.map(({ month, plays }) => (
            <tr key={month}>
              <th scope="row">{months.format(new Date(month))}</th>
              <td>{f.number(plays)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
