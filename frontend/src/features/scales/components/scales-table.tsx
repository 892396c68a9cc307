'use client';

import { RelativeTime } from '@/components/ui/relative-time';
import rows from '@/components/ui/rows.module.css';
import type { Scale } from '@/lib/scores';
import { valuesOf } from '../form';
import { ScaleActions } from './scale-actions';
import classes from './scales.module.css';

type Props = { scales: Scale[]; mayWrite: boolean };

export function ScalesTable({ scales, mayWrite }: Props) {
  return (
    <table className={`${rows.rows} ${classes.scales}`}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Values</th>
          <th scope="col">Description</th>
          <th scope="col">Changed</th>
          <th scope="col">
            <span className="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {scales.map((scale) => (
          <tr key={scale.id}>
            <th scope="row" className={classes.name}>
              {scale.name}
            </th>
            <td className={rows.wide}>{valuesOf(scale)}</td>
            <td className={rows.wide}>{scale.description}</td>
            <td className={rows.spare} title={`made by ${scale.created_by}`}>
              <RelativeTime at={scale.updated_at} />
            </td>
            <td className={rows.acts}>{mayWrite && <ScaleActions scale={scale} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
