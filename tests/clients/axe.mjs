import { AxeBuilder } from '@axe-core/playwright';

/** What axe finds with its default rules, a line each. */
export async function examine(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(({ target, failureSummary }) => {
      const why = failureSummary.split('\n').slice(1, 3).join(' ').trim();
      return `axe ${id}: ${help}: ${target.join(' ')}: ${why}`;
    }),
  );
}
