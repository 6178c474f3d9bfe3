import { drawCover } from './cover-art';

/** A drawn stand-in for a sleeve; the title is always written beside it. */
export function Cover({ artist, title }: { artist: string; title: string }) {
  const { ground, shapes } = drawCover(artist, title);
  return (
    <svg className="cover" viewBox="0 0 100 100" aria-hidden="true">
      <rect width="100" height="100" fill={ground} />
      {shapes.map((shape, index) => (
        // The hair of stroke closes the seams between neighbours.
        <path key={index} d={shape.d} fill={shape.fill} stroke={shape.fill} strokeWidth="0.25" />
      ))}
    </svg>
  );
}
