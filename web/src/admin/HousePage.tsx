import { Button } from '@mantine/core';
import { useAsk, useTell } from '../data/ask';
import { graphql } from '../gql';
import { Ghosts } from '../parts/Ghosts';
import { PageHead, Section } from '../parts/PageHead';
import { SignedIn } from '../parts/SignedIn';
import { Trouble } from '../parts/Trouble';
import personal from '../personal/personal.module.css';
import { useSession } from '../session';
import { useSpeech } from '../words';
import classes from './HousePage.module.css';
import { Nothing } from '../parts/NotHere';

export const House = graphql(`
  query House {
    coverage {
      artists
      albums
      releases
      prices
      artistsWithMbid
      albumsWithVinyl
      releasesWithPrice
    }
    upstreams {
      name
      configured
      healthy
      usedLastMinute
      limitPerMinute
      problem
    }
    jobRuns(first: 30) {
      totalCount
      nodes {
        id
        job
        state
        trigger
        done
        total
        message
        error
        queuedAt
        finishedAt
      }
    }
  }
`);

export const Reviews = graphql(`
  query Reviews {
    matchReviews(first: 20) {
      totalCount
      nodes {
        id
        kind
        score
        rule
        one {
          name
          artist {
            id
          }
          album {
            id
          }
          evidence {
            name
            values
          }
        }
        other {
          name
          artist {
            id
          }
          album {
            id
          }
          evidence {
            name
            values
          }
        }
      }
    }
  }
`);

export const KeepApart = graphql(`
  mutation KeepApart($input: KeepApartInput!) {
    keepApart(input: $input) {
      status
    }
  }
`);

export const MergeArtists = graphql(`
  mutation MergeArtists($input: MergeArtistsInput!) {
    mergeArtists(input: $input) {
      status
    }
  }
`);

export const MergeAlbums = graphql(`
  mutation MergeAlbums($input: MergeAlbumsInput!) {
    mergeAlbums(input: $input) {
      status
    }
  }
`);

/** What administrators see: how complete the catalogue is, who answers, what runs, what is in doubt. */
export function HousePage() {
  const { w } = useSpeech();
  const { person } = useSession();
  return (
    <SignedIn title={w.house.title}>
      {person?.isAdmin ? (
        <>
          <PageHead title={w.house.title} />
          <Overview />
          <ReviewQueue />
        </>
      ) : (
        <Nothing title={w.trouble.forbidden.title} text={w.trouble.forbidden.text} />
      )}
    </SignedIn>
  );
}

function Overview() {
  const { w, f } = useSpeech();
  const { data, error, refetch } = useAsk(House, {}, { again: () => 4000, staleTime: 0 });
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />;
  if (!data) return <Ghosts shape="rows">{w.house.title}</Ghosts>;
  const { coverage, upstreams, jobRuns } = data;
  return (
    <>
      <dl className={personal.figures}>
        {(
          [
            [
              w.house.artists,
              f.number(coverage.artists),
              f.percent(coverage.artistsWithMbid),
              w.house.withMbid,
            ],
            [
              w.house.albums,
              f.number(coverage.albums),
              f.percent(coverage.albumsWithVinyl),
              w.house.withVinyl,
            ],
            [
              w.house.pressings,
              f.number(coverage.releases),
              f.percent(coverage.releasesWithPrice),
              w.house.withPrice,
            ],
            [w.house.offers, f.number(coverage.prices), '', ''],
          ] as const
        ).map(([name, number, share, of]) => (
          <div key={name}>
            <dt>
              {name} {share && `· ${share} ${of}`}
            </dt>
            <dd>{number}</dd>
          </div>
        ))}
      </dl>
      <Section id="upstreams" title={w.house.upstreams}>
        <ul className={classes.upstreams}>
          {upstreams.map(
            ({ name, configured, healthy, usedLastMinute, limitPerMinute, problem }) => (
              <li key={name}>
                <span className={classes.upstream}>
                  <strong>{w.providers(name)}</strong>
                  <span
                    className={
                      !configured ? personal.plain : healthy ? personal.good : personal.bad
                    }
                  >
                    {!configured ? w.house.off : healthy ? w.house.healthy : w.house.ill}
                  </span>
                </span>
                <progress
                  max={limitPerMinute}
                  value={usedLastMinute}
                  aria-label={w.house.budget(w.providers(name))}
                />
                <span className="small quiet numbers">
                  {w.house.used(f.number(usedLastMinute), f.number(limitPerMinute))}
                  {problem && ` · ${problem}`}
                </span>
              </li>
            ),
          )}
        </ul>
      </Section>
      <Section id="runs" title={w.house.runs} count={f.number(jobRuns.totalCount)}>
        {jobRuns.nodes.length === 0 && <p className="quiet">{w.house.noRuns}</p>}
        {jobRuns.nodes.length > 0 && (
          <div className={personal.rows} tabIndex={0} role="region" aria-label={w.house.runs}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{w.house.job}</th>
                  <th scope="col">{w.house.state}</th>
                  <th scope="col">{w.house.progress}</th>
                  <th scope="col">{w.house.when}</th>
                </tr>
              </thead>
              <tbody>
                {jobRuns.nodes.map((run) => (
                  <tr key={run.id}>
                    <td>{run.job}</td>
                    <td>
                      <span
                        className={
                          run.state === 'FAILED'
                            ? personal.bad
                            : run.state === 'SUCCEEDED'
                              ? personal.good
                              : personal.plain
                        }
                      >
                        {w.house.states[run.state]}
                      </span>
                    </td>
                    <td className="numbers">
                      {run.total === null
                        ? f.number(run.done)
                        : `${f.number(run.done)} / ${f.number(run.total)}`}{' '}
                      <span className="quiet">{run.error ?? run.message}</span>
                    </td>
                    <td>{f.ago(run.finishedAt ?? run.queuedAt)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Section>
    </>
  );
}

function ReviewQueue() {
  const { w, f } = useSpeech();
  const { data, error, refetch } = useAsk(Reviews, {});
  const apart = useTell(KeepApart, { stale: [Reviews] });
  const artists = useTell(MergeArtists, { stale: [Reviews] });
  const albums = useTell(MergeAlbums, { stale: [Reviews] });
  const trouble = apart.error ?? artists.error ?? albums.error;
  return (
    <Section
      id="reviews"
      title={w.house.reviews}
      count={data ? f.number(data.matchReviews.totalCount) : undefined}
    >
      {error && <Trouble error={error} again={() => void refetch()} />}
      {data?.matchReviews.totalCount === 0 && <p className="quiet">{w.house.noReviews}</p>}
      {trouble && <Trouble error={trouble} />}
      <ul className={classes.reviews}>
        {data?.matchReviews.nodes.map(({ id, kind, score, rule, one, other }) => (
          <li key={id}>
            {[one, other].map((side, at) => (
              <div key={at} className={classes.side}>
                <h3>{side.name}</h3>
                <dl>
                  {side.evidence.map(({ name, values }) => (
                    <div key={name}>
                      <dt>{name}</dt>
                      <dd>{values.join(', ')}</dd>
                    </div>
                  ))}
                </dl>
              </div>
            ))}
            <div className={classes.decide}>
              <span className="small quiet">
                {w.house.likeness(f.percent(score))} · {rule}
              </span>
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  apart.mutate({ input: { reviewId: id } });
                }}
              >
                {w.house.apart}
              </Button>
              <Button
                size="xs"
                onClick={() => {
                  const fromId = (kind === 'ARTIST' ? other.artist?.id : other.album?.id) ?? '';
                  const intoId = (kind === 'ARTIST' ? one.artist?.id : one.album?.id) ?? '';
                  if (kind === 'ARTIST') artists.mutate({ input: { fromId, intoId } });
                  else albums.mutate({ input: { fromId, intoId } });
                }}
              >
                {w.house.merge}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
