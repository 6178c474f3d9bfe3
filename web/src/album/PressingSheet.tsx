import { Modal } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useAsk } from '../data/ask';
import { useOwnPlace } from '../data/place';
import { graphql } from '../gql';
import { Ghosts } from '../parts/Ghosts';
import { Trouble } from '../parts/Trouble';
import { WantButton } from '../personal/WantButton';
import { useSession } from '../session';
import { useSpeech } from '../words';
import classes from './AlbumPage.module.css';

const PriceChart = lazy(() => import('../charts/PriceChart'));

export const OnePressing = graphql(`
  query OnePressing($id: ID!, $shipTo: CountryCode!, $currency: CurrencyCode!) {
    release(by: { id: $id }) {
      id
      title
      country
      year
      format
      label
      catalogNumber
      barcodes
      discogsId
      rating
      ratingCount
      album {
        id
        title
      }
      prices(shipTo: $shipTo, first: 50) {
        totalCount
        nodes {
          id
          provider
          seller
          shipsFrom
          condition
          offers
          url
          observedAt
          attribution
          price {
            amount
            currency
          }
          landed(shipTo: $shipTo, currency: $currency) {
            total {
              amount
              currency
            }
            parts {
              kind
              isEstimate
              source
              amount {
                amount
                currency
              }
            }
          }
        }
      }
      priceHistory(currency: $currency) {
        day
        provider
        lowest {
          amount
          currency
        }
      }
    }
  }
`);

/** One pressing: what is known of it, every offer with where it is from and how old it is, and how the price went. */
export function PressingSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { w, f } = useSpeech();
  const { country: shipTo, currency } = useOwnPlace();
  const { person } = useSession();
  const { data, error, refetch, isPending } = useAsk(
    OnePressing,
    { id: id ?? '', shipTo, currency },
    { enabled: id !== undefined },
  );
  const release = data?.release;
  const facts: [string, string | number | null | undefined][] = release
    ? [
        [w.table.year, release.year],
        [w.table.country, release.country],
        [w.table.format, release.format],
        [w.table.label, release.label],
        [w.table.catalogue, release.catalogNumber],
        [w.table.barcode, release.barcodes.join(', ')],
        [
          w.table.rating,
          release.rating === null
            ? null
            : w.guide.rated(
                f.number(Math.round(release.rating * 100) / 100),
                f.number(release.ratingCount ?? 0),
              ),
        ],
      ]
    : [];
  return (
    <Modal
      opened={id !== undefined}
      onClose={onClose}
      title={release?.title ?? w.album.pressing}
      size="lg"
      // What locks the page's scrolling writes a <style> element, which our policy forbids.
      lockScroll={false}
      // Inside the page's main part its head is no second banner.
      withinPortal={false}
      closeButtonProps={{ 'aria-label': w.close }}
      transitionProps={{ duration: 120 }}
    >
      {isPending && <Ghosts shape="text">{w.album.waiting}</Ghosts>}
      {error && <Trouble error={error} again={() => void refetch()} />}
      {release && (
        <div className={classes.sheet}>
          <dl className={classes.facts}>
            {facts
              .filter(([, value]) => value !== null && value !== undefined && value !== '')
              .map(([name, value]) => (
                <div key={name} className={classes.fact}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
          </dl>
          {person && (
            <div>
              <WantButton album={release.album.id} release={release.id} title={release.title} />
            </div>
          )}
          <section aria-labelledby="offers">
            <h3 id="offers">{w.price.offers}</h3>
            {release.prices.nodes.length === 0 && (
              <p className="quiet">{w.price.none(f.country(shipTo))}</p>
            )}
            <ul className={classes.quotes}>
              {release.prices.nodes.map((quote) => (
                <li key={quote.id}>
                  <span>
                    {quote.url ? (
                      <a href={quote.url}>{w.providers(quote.provider)}</a>
                    ) : (
                      w.providers(quote.provider)
                    )}
                    {quote.seller && ` · ${quote.seller}`}
                    {quote.shipsFrom && ` · ${w.price.shipsFrom(f.country(quote.shipsFrom))}`}
                    {quote.condition && ` · ${w.condition[quote.condition]}`}
                  </span>
                  <strong>{f.money(quote.landed.total)}</strong>
                  <span className={classes.landed}>
                    {quote.landed.parts
                      .map(
                        (part) =>
                          `${w.price.part[part.kind]} ${f.money(part.amount)}${part.isEstimate ? ` (${w.price.estimate})` : ''}`,
                      )
                      .join(' + ')}
                  </span>
                  <span className={classes.landed}>
                    {[
                      w.price.observed(f.ago(quote.observedAt)),
                      quote.offers === null ? null : f.count(quote.offers, w.price.forSale),
                      quote.attribution,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </li>
              ))}
            </ul>
          </section>
          {release.priceHistory.length > 1 && (
            <section aria-labelledby="history">
              <h3 id="history">{w.price.history}</h3>
              <Suspense fallback={<Ghosts shape="text">{w.album.waiting}</Ghosts>}>
                <PriceChart points={release.priceHistory} />
              </Suspense>
            </section>
          )}
          {release.discogsId !== null && (
            <p className="small">
              <a href={`https://www.discogs.com/release/${release.discogsId}`}>
                Data provided by Discogs.
              </a>
            </p>
          )}
        </div>
      )}
    </Modal>
  );
}
