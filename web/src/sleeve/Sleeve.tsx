import { memo, useState } from 'react';
import { drawSleeve } from './draw';
import { type Drawing, SIDE } from './marks';
import classes from './Sleeve.module.css';

interface Props {
  artist: string;
  title: string;
  /** The real cover, where somebody has one; the drawn one lies under it until it is there, and if it never comes. */
  picture?: string | null | undefined;
}

/** The title and the artist are always written beside it, so it says nothing to a screen reader. */
export const Sleeve = memo(function Sleeve({ artist, title, picture }: Props) {
  const [broken, setBroken] = useState<string>();
  return (
    <span className={classes.sleeve} aria-hidden="true">
      <Drawn drawing={drawSleeve(artist, title)} />
      {picture && picture !== broken && (
        <img
          className={classes.picture}
          src={picture}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => {
            setBroken(picture);
          }}
        />
      )}
    </span>
  );
});

function Drawn({ drawing }: { drawing: Drawing }) {
  return (
    <svg viewBox={`0 0 ${SIDE} ${SIDE}`} className={classes.drawn} focusable="false">
      <rect width={SIDE} height={SIDE} fill={drawing.ground} />
      {drawing.shapes.map(({ d, fill, opacity }, index) => (
        <path key={index} d={d} fill={fill} fillRule="evenodd" opacity={opacity} />
      ))}
      {drawing.lines.map(({ text, x, y, size, face, fill, anchor, spacing }, index) => (
        <text
          key={index}
          x={x}
          y={y}
          fontSize={size}
          className={classes[face]}
          fill={fill}
          textAnchor={anchor}
          letterSpacing={spacing || undefined}
        >
          {text}
        </text>
      ))}
    </svg>
  );
}
