import { describe, expect, it } from 'vitest';
import { hrefOf, type Place, readPlace } from './place';

describe('the address', () => {
  it.each<[string, Place]>([
    ['/', { at: 'start' }],
    ['/?artist=artist:42', { at: 'artist', id: 'artist:42' }],
    ['/?album=album:7', { at: 'album', id: 'album:7' }],
    ['/?name=Sigur+R%C3%B3s', { at: 'name', name: 'Sigur Rós' }],
    ['/?name=Simon+%26+Garfunkel', { at: 'name', name: 'Simon & Garfunkel' }],
    ['/?name=C%2BC+Music+Factory', { at: 'name', name: 'C+C Music Factory' }],
  ])('%s is read as it was written', (href, place) => {
    expect(hrefOf(place)).toBe(href);
    expect(readPlace(new URL(href, 'http://localhost').search)).toEqual(place);
  });

  it('with nothing in it is the start', () => {
    expect(readPlace('?name=+')).toEqual({ at: 'start' });
    expect(readPlace('?artist=')).toEqual({ at: 'start' });
  });
});
