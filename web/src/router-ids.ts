/** "artist:42" is /artists/42 in the address bar. */
export function numberOf(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}
