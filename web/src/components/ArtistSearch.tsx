import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import { ask } from '../api';
import { graphql } from '../gql';
import { useRested } from '../hooks';
import { go, type Place } from '../place';
import { count } from '../words';

export const SearchArtists = graphql(`
  query SearchArtists($search: String!) {
    artists(search: $search, first: 8) {
      nodes {
        id
        name
      }
    }
  }
`);

interface Option {
  key: string;
  label: string;
  place: Place;
}

/** A combobox: suggestions from what is stored, and a way to look up a name that is not. */
export function ArtistSearch() {
  const listId = useId();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState<number | null>(null);

  const wanted = text.trim();
  const search = useRested(wanted, 150);
  const { data, isError, isPlaceholderData } = useQuery({
    queryKey: ['search', search],
    queryFn: ({ signal }) => ask(SearchArtists, { search }, signal),
    enabled: search !== '',
    placeholderData: keepPreviousData,
  });

  const stored = wanted === '' ? [] : (data?.artists.nodes ?? []);
  const current = search === wanted && !isPlaceholderData && data !== undefined;
  const same = stored.find(({ name }) => sameName(name, wanted));
  const options: Option[] = stored.map(({ id, name }) => ({
    key: id,
    label: name,
    place: { at: 'artist', id },
  }));
  if (wanted !== '' && !same && (current || isError)) {
    options.push({
      key: 'look-up',
      label: `Look up “${wanted}”`,
      place: { at: 'name', name: wanted },
    });
  }
  const shown = open && options.length > 0;
  const optionId = (index: number) => `${listId}-${index}`;

  function choose(place: Place) {
    setText('');
    setOpen(false);
    setActive(null);
    go(place);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault();
        if (!shown) {
          setOpen(true);
          return;
        }
        const last = options.length - 1;
        if (event.key === 'ArrowDown')
          setActive(active === null || active >= last ? 0 : active + 1);
        else setActive(active === null || active === 0 ? last : active - 1);
        return;
      }
      case 'Enter': {
        event.preventDefault();
        const chosen = shown && active !== null ? options[active] : undefined;
        if (chosen) choose(chosen.place);
        else if (same && current) choose({ at: 'artist', id: same.id });
        else if (wanted !== '') choose({ at: 'name', name: wanted });
        return;
      }
      case 'Escape':
        if (shown) setOpen(false);
        else setText('');
        setActive(null);
        return;
    }
  }

  return (
    <div role="search" className="search">
      <label className="unseen" htmlFor={`${listId}-input`}>
        Artist
      </label>
      <input
        id={`${listId}-input`}
        type="text"
        role="combobox"
        placeholder="Find an artist"
        autoComplete="off"
        autoCapitalize="words"
        spellCheck={false}
        enterKeyHint="search"
        aria-expanded={shown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown && active !== null ? optionId(active) : undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setActive(null);
        }}
        onFocus={() => {
          setOpen(true);
        }}
        onBlur={() => {
          setOpen(false);
          setActive(null);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={listId} role="listbox" aria-label="Artists" hidden={!shown}>
        {options.map(({ key, label, place }, index) => (
          <li
            key={key}
            id={optionId(index)}
            role="option"
            aria-selected={index === active}
            className={place.at === 'name' ? 'look-up' : undefined}
            // The input keeps the focus, so that the list is not closed before the click arrives.
            onMouseDown={(event) => {
              event.preventDefault();
            }}
            onClick={() => {
              choose(place);
            }}
          >
            {label}
          </li>
        ))}
      </ul>
      <p className="unseen" role="status">
        {shown && current && count(stored.length, 'artist', 'artists')}
        {isError && wanted !== '' && 'No suggestions now; Enter looks the name up.'}
      </p>
    </div>
  );
}

function sameName(one: string, other: string): boolean {
  return one.localeCompare(other, undefined, { sensitivity: 'base' }) === 0;
}
