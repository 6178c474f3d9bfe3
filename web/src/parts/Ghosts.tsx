import classes from './parts.module.css';

interface Props {
  shape: 'wall' | 'rows' | 'text' | 'album';
  /** What is being waited for, for those who do not see the shapes. */
  children: string;
  number?: number;
  /** Whether the words are shown too: for a wait that may be long. */
  said?: boolean;
}

/** The place of what is not there yet. */
export function Ghosts({ shape, children, number = 12, said = false }: Props) {
  return (
    <div>
      <p role="status" className={said ? 'quiet' : 'unseen'}>
        {children}
      </p>
      <div aria-hidden="true" className={said ? classes.pushed : undefined}>
        {shape === 'wall' && (
          <div className={classes.wall}>
            {Array.from({ length: number }, (_, at) => (
              <div key={at} className={classes.tile}>
                <div className={`${classes.ghost ?? ''} ${classes.ghostSleeve ?? ''}`} />
                <div className={`${classes.ghost ?? ''} ${classes.ghostLine ?? ''}`} />
              </div>
            ))}
          </div>
        )}
        {shape === 'rows' && (
          <div className={classes.ghostRows}>
            {Array.from({ length: number }, (_, at) => (
              <div key={at} className={classes.ghost} />
            ))}
          </div>
        )}
        {shape === 'text' && (
          <div className={classes.ghostText}>
            <div className={classes.ghost} />
            <div className={classes.ghost} />
            <div className={classes.ghost} />
          </div>
        )}
        {shape === 'album' && (
          <div className={classes.ghostAlbum}>
            <div className={`${classes.ghost ?? ''} ${classes.ghostSleeve ?? ''}`} />
            <div className={classes.ghostText}>
              <div className={classes.ghost} />
              <div className={classes.ghost} />
              <div className={classes.ghost} />
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
