import { RelativeTime } from '@/components/ui/relative-time';
import type { EvaluatorDetail } from '../api/evaluators';
import { differencesOf, summaryOf } from '../config';
import classes from './evaluators.module.css';

type Props = { evaluator: EvaluatorDetail; shown: number; onShow: (version: number | null) => void };

const words = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Newest first, each with what it changed. None of them ever changes. */
export function Versions({ evaluator, shown, onShow }: Props) {
  const versions = evaluator.versions.toSorted((one, other) => other.version - one.version);
  return (
    <section aria-label="Versions">
      <h2>Versions</h2>
      <ol className={classes.versions}>
        {versions.map(({ version, config, message, created_by, created_at }, index) => {
          const before = versions[index + 1];
          return (
            <li key={version}>
              <div className={classes.versionHead}>
                {version === shown ? (
                  <strong aria-current="true">v{version}</strong>
                ) : (
                  <a
                    className="words"
                    href={`?version=${version}`}
                    onClick={(event) => {
                      event.preventDefault();
                      onShow(version === evaluator.latest_version ? null : version);
                    }}
                  >
                    v{version}
                  </a>
                )}
                <span>
                  {created_by}, <RelativeTime at={created_at} />
                  {message && ` · ${message}`}
                </span>
              </div>
              {before ? (
                <ul className={classes.differences}>
                  {differencesOf(before.config, config).map(({ name, before, after }) => (
                    <li key={name}>
                      {name.replaceAll('_', ' ')} {before !== undefined && <del>{words(before)}</del>} {after !== undefined && <ins>{words(after)}</ins>}
                    </li>
                  ))}
                </ul>
              ) : (
                <p className={classes.meaning}>{summaryOf(config)}</p>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
