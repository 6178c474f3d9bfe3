import { type FragmentType, graphql, readFragment } from '../gql';

export const PressingTableRow = graphql(`
  fragment PressingTableRow on Release {
    id
    country
    year
    format
    label
    catalogNumber
    isOfficial
  }
`);

interface Props {
  caption: string;
  pressings: readonly FragmentType<typeof PressingTableRow>[];
}

/** On a narrow screen the rows become cards (app.css); the roles keep it a table there too. */
export function PressingTable({ caption, pressings }: Props) {
  const rows = readFragment(PressingTableRow, pressings);
  return (
    <table className="pressings" role="table">
      <caption className="unseen">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <Heading>Country</Heading>
          <Heading>Year</Heading>
          <Heading>Format</Heading>
          <Heading>Label</Heading>
          <Heading>Catalogue number</Heading>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={row.id} role="row">
            <Cell name="country">{row.country}</Cell>
            <Cell name="year">{row.year}</Cell>
            <Cell name="format">
              {row.format}
              {!row.isOfficial && <span className="tag">unofficial</span>}
            </Cell>
            <Cell name="label">{row.label}</Cell>
            <Cell name="catalogue">{row.catalogNumber}</Cell>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <th scope="col" role="columnheader">
      {children}
    </th>
  );
}

function Cell({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <td role="cell" className={name}>
      {children ?? (
        <>
          <span aria-hidden="true">–</span>
          <span className="unseen">unknown</span>
        </>
      )}
    </td>
  );
}
