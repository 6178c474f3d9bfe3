import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { useAsk } from '../data/ask';
import { graphql } from '../gql';
import { numberOf } from '../router-ids';
import { Sleeve } from '../sleeve/Sleeve';
import { useSpeech } from '../words';
import classes from './Finder.module.css';

export const FindStored = graphql(`
  query FindStored($search: String!) {
    artists(search: $search, first: 5) {
      nodes {
        id
        name
        disambiguation
      }
    }
    albums(search: $search, first: 4) {
      nodes {
        id
        title
        firstReleaseYear
        artist {
          id
          name
        }
      }
    }
  }
`);

/** Suggests what is stored as one types; what is not, is looked up. */
export function Finder() {
  const { w, f } = useSpeech();
  const go = useNavigate();
  const [text, setText] = useState('');
  const search = text.trim();
  const [rested] = useDebouncedValue(search, 160);
  const box = useCombobox({
    onDropdownClose: () => {
      box.resetSelectedOption();
    },
  });
  const { data, isFetching } = useAsk(
    FindStored,
    { search: rested },
    { enabled: rested !== '', keep: true },
  );
  const current = search !== '' && rested !== '' && data ? data : undefined;
  const artists = current?.artists.nodes ?? [];
  const albums = current?.albums.nodes ?? [];
  const stored = artists.some(({ name }) => name.toLowerCase() === search.toLowerCase());
  const count = artists.length + albums.length;

  const choose = (value: string) => {
    box.closeDropdown();
    setText('');
    if (value.startsWith('artist:'))
      void go({ to: '/artists/$id', params: { id: numberOf(value) } });
    else if (value.startsWith('album:'))
      void go({ to: '/albums/$id', params: { id: numberOf(value) } });
    else void go({ to: '/look-up', search: { name: search } });
  };
  const submit = () => {
    if (search === '') return;
    const exact = artists.find(({ name }) => name.toLowerCase() === search.toLowerCase());
    choose(exact ? exact.id : 'look-up');
  };

  return (
    <div role="search" className={classes.finder}>
      <Combobox store={box} onOptionSubmit={choose} withinPortal={false} shadow="lg" size="md">
        <Combobox.Target withExpandedAttribute>
          <TextInput
            role="combobox"
            aria-label={w.search.label}
            aria-autocomplete="list"
            placeholder={w.search.placeholder}
            value={text}
            leftSection={<Search size={17} aria-hidden="true" />}
            rightSection={
              text !== '' && (
                <CloseButton
                  size="sm"
                  aria-label={w.search.clear}
                  onClick={() => {
                    setText('');
                    box.closeDropdown();
                  }}
                />
              )
            }
            onChange={({ currentTarget: { value } }) => {
              setText(value);
              box.resetSelectedOption();
              if (value.trim() === '') box.closeDropdown();
              else box.openDropdown();
            }}
            onFocus={() => {
              if (search !== '') box.openDropdown();
            }}
            onBlur={() => {
              box.closeDropdown();
            }}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && !box.dropdownOpened) setText('');
              if (event.key === 'Enter' && box.getSelectedOptionIndex() === -1) {
                event.preventDefault();
                submit();
              }
            }}
            classNames={{ input: classes.input ?? '' }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={search === ''} className={classes.dropdown ?? ''}>
          <Combobox.Options aria-label={w.search.suggestions} className={classes.options ?? ''}>
            {artists.map(({ id, name, disambiguation }) => (
              <Combobox.Option value={id} key={id} className={classes.option ?? ''}>
                <span className={classes.round} aria-hidden="true">
                  {name.slice(0, 1)}
                </span>
                <span className={classes.texts}>
                  <span>{name}</span>
                  <span className={classes.under}>{disambiguation ?? w.search.artist}</span>
                </span>
              </Combobox.Option>
            ))}
            {albums.map(({ id, title, firstReleaseYear, artist }) => (
              <Combobox.Option value={id} key={id} className={classes.option ?? ''}>
                <span className={classes.thumb}>
                  <Sleeve artist={artist.name} title={title} />
                </span>
                <span className={classes.texts}>
                  <span>{title}</span>
                  <span className={classes.under}>
                    {artist.name}
                    {firstReleaseYear === null ? '' : ` · ${firstReleaseYear}`}
                  </span>
                </span>
              </Combobox.Option>
            ))}
            {!stored && search !== '' && (
              <Combobox.Option value="look-up" className={classes.option ?? ''}>
                <span className={classes.round} aria-hidden="true">
                  <Search size={16} />
                </span>
                <span className={classes.texts}>
                  <span>{w.search.lookUp(search)}</span>
                  <span className={classes.under}>{w.search.lookUpWhere}</span>
                </span>
              </Combobox.Option>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <span className="unseen" role="status">
        {current && !isFetching && box.dropdownOpened ? f.count(count, w.search.found) : ''}
      </span>
    </div>
  );
}
