import { linkTo } from '../place';
import { errorInWords } from '../words';

/** An error in words, with a way on. */
export function Trouble({ error, again }: { error: unknown; again: () => void }) {
  const words = errorInWords(error);
  return (
    <section className="notice" role="alert">
      <h2>{words.title}</h2>
      <p>{words.text}</p>
      <p className="ways">
        {words.again && (
          <button type="button" onClick={again}>
            Try again
          </button>
        )}
        <a {...linkTo({ at: 'start' })}>Back to the start</a>
      </p>
    </section>
  );
}
