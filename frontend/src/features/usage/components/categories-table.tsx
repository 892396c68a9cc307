import table from '@/components/ui/rows.module.css';
import { count, share } from '@/lib/format';
import type { ScoreUsage } from '../series';

/** How often each category was chosen. */
export function CategoriesTable({ categories }: Pick<ScoreUsage, 'categories'>) {
  if (categories.length === 0) return null;
  const sum = (name: string) => categories.filter((one) => one.name === name).reduce((total, one) => total + one.count, 0);
  return (
    <table className={table.rows}>
      <thead>
        <tr>
          <th scope="col">Score</th>
          <th scope="col">Category</th>
          <th scope="col">Share</th>
          <th scope="col">Given</th>
        </tr>
      </thead>
      <tbody>
        {categories.map((one) => (
          <tr key={`${one.name} ${one.value}`}>
            <th scope="row">{one.name}</th>
            <td className={table.plain}>{one.value}</td>
            <td>{share(one.count, sum(one.name))}</td>
            <td>{count(one.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
