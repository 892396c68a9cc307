import { scoreWords } from '@/lib/experiments';
import { count } from '@/lib/format';
import classes from './evaluations.module.css';

type Props = { title: string; histogram: { edges: number[]; counts: number[] } };

/** How often which values came. The same stands in a table for those who hear the page. */
export function Histogram({ title, histogram: { edges, counts } }: Props) {
  const most = Math.max(1, ...counts);
  return (
    <div className={classes.histogram}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
        {counts.map((number, index) => (
          <rect
            key={index}
            x={(index + 0.08) * (100 / counts.length)}
            width={(100 / counts.length) * 0.84}
            y={100 - (number / most) * 100}
            height={(number / most) * 100}
          >
            <title>{`${between(edges, index)}: ${count(number)}`}</title>
          </rect>
        ))}
      </svg>
      <div className={classes.ends} aria-hidden>
        <span>{scoreWords(edges[0] ?? 0)}</span>
        <span>{scoreWords(edges.at(-1) ?? 0)}</span>
      </div>
      <table className="unseen">
        <caption>{title}, how often</caption>
        <tbody>
          {counts.map((number, index) => (
            <tr key={index}>
              <th scope="row">{between(edges, index)}</th>
              <td>{number}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const between = (edges: number[], index: number) => `${scoreWords(edges[index] ?? 0)} to ${scoreWords(edges[index + 1] ?? 0)}`;
