'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { FailureNotice } from '@/components/ui/failure';
import { Refused } from '@/components/ui/refused';
import { RelativeTime } from '@/components/ui/relative-time';
import { meQuery, useMay } from '@/lib/me';
import { type Scale, scalesQuery, type Score, scoresQuery, type Target, useGiveScore, useRemoveScore } from '@/lib/scores';
import { newScoreId, ownScore, valueWords } from './own-score';
import { ScaleField } from './scale-field';
import classes from './scores.module.css';

/** Offered while a project has no scales of its own. */
const THUMBS = { name: 'helpful', type: 'boolean', minimum: null, maximum: null, categories: null, description: null } as const;
export type Offered = Pick<Scale, 'name' | 'type' | 'minimum' | 'maximum' | 'categories' | 'description'>;

/** What people, programs and evaluators thought of it, and one's own word on each scale. */
export function Scores({ target }: { target: Target }) {
  const may = useMay();
  const { data: me } = useQuery(meQuery());
  const { data: scores, error, refetch } = useQuery(scoresQuery(target));
  const { data: scales } = useQuery({ ...scalesQuery(), enabled: may('ingest') });
  const give = useGiveScore(target);
  const person = me?.person?.id;
  const offered: readonly Offered[] = scales && scales.length > 0 ? scales : [THUMBS];

  return (
    <section className={classes.scores} aria-label="Scores">
      <div className={classes.head}>
        <h2>Scores</h2>
        {may('write') && (
          <Link className="words" href="/settings/scales" prefetch={false}>
            {scales?.length === 0 ? 'Make a scale' : 'Scales'}
          </Link>
        )}
      </div>
      {error && !scores && <FailureNotice what="The scores" error={error} onRetry={() => refetch()} />}
      {may('ingest') && scales && scores && person && (
        <div className={classes.scales}>
          {offered.map((scale) => {
            const own = ownScore(scores, person, scale.name);
            return (
              <ScaleField
                key={scale.name}
                scale={scale}
                own={own}
                isPending={give.isPending}
                onGive={(value, comment) => give.mutate({ id: own?.id ?? newScoreId(person), name: scale.name, type: scale.type, value, comment })}
              />
            );
          })}
        </div>
      )}
      <Refused what="The score was not kept." error={give.error} />
      {scores && scores.length > 0 && (
        <ul className={classes.given} aria-label="Scores given">
          {scores.map((score) => (
            <Given key={`${score.id} ${score.span_id}`} score={score} mayRemove={may('admin') || (!!person && ownScore([score], person, score.name) === score)} />
          ))}
        </ul>
      )}
      {scores?.length === 0 && <p className={classes.none}>Nobody has judged it yet.</p>}
    </section>
  );
}

function Given({ score, mayRemove }: { score: Score; mayRemove: boolean }) {
  const remove = useRemoveScore();
  return (
    <li>
      <div className={classes.line}>
        <span className={classes.name}>{score.name}</span>
        <strong>{valueWords(score)}</strong>
        <span className={classes.by}>
          {score.created_by}, <RelativeTime at={score.updated_at} />
        </span>
        {mayRemove && (
          <Button size="compact-sm" aria-label={`Take back ${score.name}: ${valueWords(score)}`} loading={remove.isPending} onClick={() => remove.mutate(score.id)}>
            Take back
          </Button>
        )}
      </div>
      {score.comment && <p className={classes.comment}>{score.comment}</p>}
      <Refused what="It was not taken back." error={remove.error} />
    </li>
  );
}
