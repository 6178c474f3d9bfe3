/** What services call themselves: the same in every language. */
const NAMES: Record<string, string> = {
  lastfm: 'Last.fm',
  listenbrainz: 'ListenBrainz',
  spotify: 'Spotify',
  discogs: 'Discogs',
  musicbrainz: 'MusicBrainz',
  coverart: 'Cover Art Archive',
  commons: 'Wikimedia Commons',
  ebay: 'eBay',
  ecb: 'ECB',
  mindicador: 'mindicador.cl',
};

export function nameOf(service: string, others: Record<string, string>): string {
  return NAMES[service] ?? others[service] ?? service;
}
