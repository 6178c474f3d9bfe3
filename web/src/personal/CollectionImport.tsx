import { Button } from '@mantine/core';
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTell } from '../data/ask';
import { graphql } from '../gql';
import type { ImportVerdict } from '../gql/graphql';
import parts from '../parts/parts.module.css';
import { Trouble } from '../parts/Trouble';
import { useSpeech } from '../words';
import { Collection } from './CollectionPage';
import classes from './personal.module.css';
import { Wantlist } from './wantlist';

export const ImportCollection = graphql(`
  mutation ImportCollection($input: ImportCollectionInput!) {
    importCollection(input: $input) {
      added
      updated
      unchanged
      failed
      rows {
        line
        verdict
        problem
        release {
          id
          title
        }
      }
    }
  }
`);

const CLASSES: Record<ImportVerdict, 'good' | 'bad' | 'plain'> = {
  ADDED: 'good',
  UPDATED: 'good',
  UNCHANGED: 'plain',
  FAILED: 'bad',
};

/** A file is first only looked at, and every row gets its verdict; then it may be taken in. */
export function CollectionImport() {
  const { w, f } = useSpeech();
  const [file, setFile] = useState<File>();
  const [over, setOver] = useState(false);
  const [taken, setTaken] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const send = useTell(ImportCollection, { stale: taken ? [Collection, Wantlist] : [] });
  const result = send.data?.importCollection;

  const look = (given: File | undefined) => {
    if (!given) return;
    setFile(given);
    setTaken(false);
    send.mutate({ input: { csv: given, dryRun: true } });
  };
  return (
    <>
      <div
        className={classes.drop}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => {
          setOver(false);
        }}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          look(event.dataTransfer.files[0]);
        }}
      >
        <FileUp size={28} aria-hidden="true" />
        <p>{w.collection.drop}</p>
        <input
          ref={input}
          className="unseen"
          type="file"
          accept=".csv,text/csv"
          tabIndex={-1}
          aria-label={w.collection.file}
          onChange={({ currentTarget }) => {
            look(currentTarget.files?.[0]);
            currentTarget.value = '';
          }}
        />
        <Button variant="default" loading={send.isPending} onClick={() => input.current?.click()}>
          {w.collection.choose}
        </Button>
        <p className="small quiet">{w.collection.dry}</p>
      </div>
      {send.error && (
        <Trouble
          error={send.error}
          again={() => {
            look(file);
          }}
        />
      )}
      {result && file && (
        <div role="status">
          <p className={parts.pushed}>
            <strong>{file.name}</strong> · {taken ? w.collection.taken : w.collection.notYet}
          </p>
          <ul className={classes.verdicts}>
            <li>{f.count(result.added, w.collection.added)}</li>
            <li>{f.count(result.updated, w.collection.updated)}</li>
            <li>{f.count(result.unchanged, w.collection.unchanged)}</li>
            <li>{f.count(result.failed, w.collection.failed)}</li>
          </ul>
          {!taken && result.added + result.updated > 0 && (
            <Button
              loading={send.isPending}
              onClick={() => {
                setTaken(true);
                send.mutate({ input: { csv: file, dryRun: false } });
              }}
            >
              {f.count(result.added + result.updated, w.collection.take)}
            </Button>
          )}
        </div>
      )}
      {result && result.rows.length > 0 && (
        <div
          className={`${classes.rows ?? ''} ${parts.pushed ?? ''}`}
          tabIndex={0}
          role="region"
          aria-label={w.collection.rows}
        >
          <table>
            <thead>
              <tr>
                <th scope="col">{w.collection.line}</th>
                <th scope="col">{w.collection.verdict}</th>
                <th scope="col">{w.collection.record}</th>
              </tr>
            </thead>
            <tbody>
              {result.rows.slice(0, 500).map(({ line, verdict, problem, release }) => (
                <tr key={line}>
                  <td className="numbers">{line}</td>
                  <td>
                    <span className={classes[CLASSES[verdict]]}>
                      {w.collection.verdicts[verdict]}
                    </span>
                  </td>
                  <td>{problem ?? release?.title ?? w.collection.coming}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {result && result.rows.length > 500 && (
        <p className="small quiet">{w.collection.first(f.number(result.rows.length))}</p>
      )}
    </>
  );
}
