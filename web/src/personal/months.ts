/** The beginnings of the last twelve months, in UTC, the oldest first. */
export function months(now: Date) {
  const first = (back: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString();
  return {
    m0: first(11),
    m1: first(10),
    m2: first(9),
    m3: first(8),
    m4: first(7),
    m5: first(6),
    m6: first(5),
    m7: first(4),
    m8: first(3),
    m9: first(2),
    m10: first(1),
    m11: first(0),
  };
}
