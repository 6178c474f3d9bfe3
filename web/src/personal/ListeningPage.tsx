import { Button, SegmentedControl } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useAsk, useTell } from '../data/ask';
import { graphql } from '../gql';
import type { Period } from '../gql/graphql';
import { Ghosts } from '../parts/Ghosts';
import { Empty, PageHead, Section } from '../parts/PageHead';
import { SignedIn } from '../parts/SignedIn';
import { Trouble } from '../parts/Trouble';
import { numberOf } from '../router-ids';
import { Sleeve } from '../sleeve/Sleeve';
import { useSpeech } from '../words';
import { months } from './months';
import { NotOwned } from './NotOwned';
import classes from './personal.module.css';

const PlaysChart = lazy(() => import('../charts/PlaysChart'));

export const Plays = graphql(`
  query Plays(
    $m0: DateTime!
    $m1: DateTime!
    $m2: DateTime!
    $m3: DateTime!
    $m4: DateTime!
    $m5: DateTime!
    $m6: DateTime!
    $m7: DateTime!
    $m8: DateTime!
    $m9: DateTime!
    $m10: DateTime!
    $m11: DateTime!
  ) {
    viewer {
      id
      accounts {
        service
        username
        lastSyncAt
        problem
      }
      listening {
        total
        m0: total(since: $m0)
        m1: total(since: $m1)
        m2: total(since: $m2)
        m3: total(since: $m3)
        m4: total(since: $m4)
        m5: total(since: $m5)
        m6: total(since: $m6)
        m7: total(since: $m7)
        m8: total(since: $m8)
        m9: total(since: $m9)
        m10: total(since: $m10)
        m11: total(since: $m11)
        scrobbles(first: 15) {
          nodes {
            playedAt
            track
            artistName
            albumTitle
            album {
              id
            }
          }
        }
      }
    }
  }
`);

export const Tops = graphql(`
  query Tops($period: Period!) {
    viewer {
      id
      listening {
        topAlbums(first: 20, period: $period) {
          totalCount
          nodes {
            title
            artistName
            plays
            album {
              id
              cover {
                url(width: 64)
              }
            }
          }
        }
        topArtists(first: 20, period: $period) {
          totalCount
          nodes {
            name
            plays
            artist {
              id
            }
          }
        }
      }
    }
  }
`);

export const SyncListening = graphql(`
  mutation SyncListening {
    syncListening(input: {}) {
      run {
        id
      }
    }
  }
`);

const PERIODS: Period[] = ['SEVEN_DAYS', 'ONE_MONTH', 'SIX_MONTHS', 'TWELVE_MONTHS', 'OVERALL'];

export function ListeningPage() {
  const { w } = useSpeech();
  return (
    <SignedIn title={w.listening.title}>
      <Dashboard />
    </SignedIn>
  );
}

function Dashboard() {
  const { w, f } = useSpeech();
  const [since] = useState(() => months(new Date()));
  const { data, error, refetch } = useAsk(Plays, since);
  const sync = useTell(SyncListening, { stale: [Plays, Tops] });
  const viewer = data?.viewer;
  const { listening } = viewer ?? {};
  const plays = listening
    ? ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const).map((at) => {
        const to = at === 11 ? 0 : listening[`m${(at + 1) as 1}`];
        return { month: since[`m${at}`], plays: listening[`m${at}`] - to };
      })
    : [];
  return (
    <>
      <PageHead title={w.listening.title} text={w.listening.text}>
        {viewer && viewer.accounts.length > 0 && (
          <Button
            variant="default"
            loading={sync.isPending}
            onClick={() => {
              sync.mutate({});
            }}
          >
            {sync.isSuccess ? w.listening.syncing : w.listening.sync}
          </Button>
        )}
      </PageHead>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!data && !error && (
        <Ghosts shape="rows" number={6}>
          {w.listening.title}
        </Ghosts>
      )}
      {listening?.total === 0 && (
        <Empty title={w.listening.empty}>
          <p>{w.listening.emptyText}</p>
          <Button component={Link} to="/account">
            {w.listening.link}
          </Button>
        </Empty>
      )}
      {listening && listening.total > 0 && (
        <>
          <dl className={classes.figures}>
            <div>
              <dt>{w.listening.all}</dt>
              <dd>{f.number(listening.total)}</dd>
            </div>
            <div>
              <dt>{w.listening.year}</dt>
              <dd>{f.number(listening.m0)}</dd>
            </div>
            <div>
              <dt>{w.listening.month}</dt>
              <dd>{f.number(listening.m11)}</dd>
            </div>
          </dl>
          <Section id="over-time" title={w.listening.overTime}>
            <Suspense
              fallback={
                <Ghosts shape="rows" number={3}>
                  {w.listening.overTime}
                </Ghosts>
              }
            >
              <PlaysChart plays={plays} />
            </Suspense>
          </Section>
          <TopLists />
          <NotOwned />
          <Section id="last" title={w.listening.last}>
            <ul className={classes.ranks}>
              {listening.scrobbles.nodes.map(
                ({ playedAt, track, artistName, albumTitle, album }) => (
                  <li key={`${playedAt}${track}`}>
                    <span className={classes.thumb}>
                      <Sleeve artist={artistName} title={albumTitle ?? track} />
                    </span>
                    <span className={classes.what}>
                      <span>{track}</span>
                      <span className="small quiet">
                        {artistName}
                        {albumTitle !== null &&
                          (album ? (
                            <>
                              {' · '}
                              <Link to="/albums/$id" params={{ id: numberOf(album.id) }}>
                                {albumTitle}
                              </Link>
                            </>
                          ) : (
                            ` · ${albumTitle}`
                          ))}
                      </span>
                    </span>
                    <span className={classes.plays}>{f.ago(playedAt)}</span>
                  </li>
                ),
              )}
            </ul>
          </Section>
        </>
      )}
    </>
  );
}

function TopLists() {
  const { w, f } = useSpeech();
  const [period, setPeriod] = useState<Period>('TWELVE_MONTHS');
  const { data, error, refetch } = useAsk(Tops, { period }, { keep: true });
  const listening = data?.viewer?.listening;
  return (
    <Section
      id="tops"
      title={w.listening.tops}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={w.listening.period}
          value={period}
          onChange={(value) => {
            setPeriod(PERIODS.find((one) => one === value) ?? 'OVERALL');
          }}
          data={PERIODS.map((one) => ({ value: one, label: w.listening.periods[one] }))}
        />
      }
    >
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!listening && !error && (
        <Ghosts shape="rows" number={6}>
          {w.listening.tops}
        </Ghosts>
      )}
      {listening?.topAlbums.totalCount === 0 && <p className="quiet">{w.listening.nothing}</p>}
      {listening && (
        <div className={classes.two}>
          <ol className={classes.ranks} aria-label={w.listening.albums}>
            {listening.topAlbums.nodes.map(({ title, artistName, plays, album }) => (
              <li key={`${artistName}\n${title}`}>
                <span className={classes.thumb}>
                  <Sleeve artist={artistName} title={title} picture={album?.cover?.url} />
                </span>
                <span className={classes.what}>
                  {album ? (
                    <Link to="/albums/$id" params={{ id: numberOf(album.id) }}>
                      {title}
                    </Link>
                  ) : (
                    <span>{title}</span>
                  )}
                  <span className="small quiet">{artistName}</span>
                </span>
                <span className={classes.plays}>{f.count(plays, w.listening.plays)}</span>
              </li>
            ))}
          </ol>
          <ol className={classes.ranks} aria-label={w.listening.artists}>
            {listening.topArtists.nodes.map(({ name, plays, artist }) => (
              <li key={name}>
                <span />
                <span className={classes.what}>
                  {artist ? (
                    <Link to="/artists/$id" params={{ id: numberOf(artist.id) }}>
                      {name}
                    </Link>
                  ) : (
                    <span>{name}</span>
                  )}
                </span>
                <span className={classes.plays}>{f.count(plays, w.listening.plays)}</span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </Section>
  );
}
