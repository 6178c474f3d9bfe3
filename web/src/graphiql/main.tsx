import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
// The style sheets one by one: graphiql/style.css brings Monaco's a second time, and fonts as data: URLs.
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './graphiql.css';
import { EXAMPLES } from './examples';
import './workers';

const subscriptions = new URL('/graphql', location.href);
subscriptions.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';

const fetcher = createGraphiQLFetcher({
  url: '/graphql',
  // Given the address rather than a client, it opens a socket whose connection_init carries what
  // stands in the headers editor, so that a signed-in person can subscribe.
  subscriptionUrl: subscriptions.href,
  enableIncrementalDelivery: false,
});

const root = document.getElementById('graphiql');
if (root) {
  createRoot(root).render(
    <GraphiQL fetcher={fetcher} defaultTabs={EXAMPLES}>
      <GraphiQL.Logo>
        <a href="/">Vinilogy</a>
      </GraphiQL.Logo>
    </GraphiQL>,
  );
}
