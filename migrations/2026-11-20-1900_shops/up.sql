create table stores (
    id bigint generated always as identity constraint stores_pkey primary key,
    kind text not null constraint stores_kind_check check (kind in ('bsale', 'shopify', 'woocommerce')),
    name text not null,
    url text,
    country text not null constraint stores_country_check check (country ~ '^[A-Z]{2}$'),
    currency text constraint stores_currency_check check (currency ~ '^[A-Z]{3}$'),
    ships_abroad boolean not null default false,
    is_from_environment boolean not null default false,
    sealed_token text,
    last_sync_at timestamptz,
    last_daily_sync_at timestamptz,
    problem text,
    created_at timestamptz not null,
    constraint stores_url_check check ((kind = 'bsale') = (url is null))
);
create unique index stores_url_key on stores (url);
create unique index stores_is_from_environment_key on stores (is_from_environment) where is_from_environment;
comment on table stores is 'Shops whose stock and prices are read: points of sale with a token, and storefronts with an address.';
comment on column stores.url is 'Of a storefront; shops at Bsale are all behind BSALE_URL.';
comment on column stores.currency is 'Of a storefront that does not say so itself.';
comment on column stores.ships_abroad is 'Otherwise its offers are for its own country alone.';
comment on column stores.is_from_environment is 'Its token is BSALE_ACCESS_TOKEN.';
comment on column stores.sealed_token is 'Encrypted with SECRET_KEY, for this row alone.';
comment on column stores.problem is 'What went wrong last; null once a synchronisation has ended well.';

create table store_offices (
    store_id bigint not null constraint store_offices_store_id_fkey references stores (id) on delete cascade,
    id bigint not null,
    name text,
    is_active boolean not null,
    default_list_id bigint,
    gone_at timestamptz,
    updated_at timestamptz not null,
    constraint store_offices_pkey primary key (store_id, id)
);
comment on table store_offices is 'The places of a shop where stock lies and things are sold.';
comment on column store_offices.default_list_id is 'The price list that is used there.';
comment on column store_offices.gone_at is 'When a whole synchronisation no longer met it; here and in the tables beside nothing is removed.';

create table store_products (
    store_id bigint not null constraint store_products_store_id_fkey references stores (id) on delete cascade,
    id bigint not null,
    name text not null,
    description text,
    kind text,
    vendor text,
    url text,
    handle text,
    is_active boolean not null,
    barcodes_asked_at timestamptz,
    gone_at timestamptz,
    updated_at timestamptz not null,
    constraint store_products_pkey primary key (store_id, id)
);
comment on table store_products is 'What a shop sells, as it calls it.';
comment on column store_products.handle is 'Its name in the shop''s addresses.';
comment on column store_products.barcodes_asked_at is 'When its page was read for the barcodes that the shop''s list leaves out.';

create table store_variants (
    store_id bigint not null constraint store_variants_store_id_fkey references stores (id) on delete cascade,
    id bigint not null,
    product_id bigint not null,
    description text,
    barcode text,
    code text,
    is_active boolean not null,
    is_unlimited boolean not null default false,
    amount numeric(14, 4) constraint store_variants_amount_check check (amount >= 0),
    currency text constraint store_variants_currency_check check (currency ~ '^[A-Z]{3}$'),
    is_in_stock boolean not null default false,
    release_id bigint constraint store_variants_release_id_fkey references releases (id) on delete set null,
    confidence numeric(4, 3),
    match_problem text,
    matched_text text,
    matched_at timestamptz,
    offered_release_id bigint constraint store_variants_offered_release_id_fkey references releases (id) on delete set null,
    gone_at timestamptz,
    updated_at timestamptz not null,
    constraint store_variants_pkey primary key (store_id, id)
);
create index store_variants_release_id_idx on store_variants (release_id);
create index store_variants_offered_release_id_idx on store_variants (offered_release_id);
comment on table store_variants is 'The kinds in which a product is sold, each with its own price and stock; those that are pressings become offers.';
comment on column store_variants.amount is 'What one pays for it, taxes included; made of the price lists where there are any.';
comment on column store_variants.release_id is 'The pressing that it is, where that is certain.';
comment on column store_variants.match_problem is 'Why no pressing is known.';
comment on column store_variants.matched_text is 'What was compared; where it changes, it is compared anew.';
comment on column store_variants.offered_release_id is 'The pressing of which it is an offer at present.';

create table store_stock (
    store_id bigint not null constraint store_stock_store_id_fkey references stores (id) on delete cascade,
    variant_id bigint not null,
    office_id bigint not null,
    quantity numeric not null,
    reserved numeric not null,
    available numeric not null,
    gone_at timestamptz,
    updated_at timestamptz not null,
    constraint store_stock_pkey primary key (store_id, variant_id, office_id)
);
comment on table store_stock is 'How many of a variant lie in an office; what the shop has is the sum.';

create table store_price_lists (
    store_id bigint not null constraint store_price_lists_store_id_fkey references stores (id) on delete cascade,
    id bigint not null,
    name text,
    coin text,
    currency text constraint store_price_lists_currency_check check (currency ~ '^[A-Z]{3}$'),
    is_active boolean not null,
    gone_at timestamptz,
    updated_at timestamptz not null,
    constraint store_price_lists_pkey primary key (store_id, id)
);
comment on table store_price_lists is 'The price lists of a shop.';
comment on column store_price_lists.coin is 'As the shop calls what the list is in.';
comment on column store_price_lists.currency is 'What that is by ISO 4217; null where it is no money that anybody pays with, such as the UF.';

create table store_list_prices (
    store_id bigint not null constraint store_list_prices_store_id_fkey references stores (id) on delete cascade,
    list_id bigint not null,
    variant_id bigint not null,
    net numeric,
    gross numeric,
    gone_at timestamptz,
    updated_at timestamptz not null,
    constraint store_list_prices_pkey primary key (store_id, list_id, variant_id)
);
comment on table store_list_prices is 'What a variant costs by a price list.';
comment on column store_list_prices.gross is 'With taxes: what one pays.';

create table store_clients (
    store_id bigint not null constraint store_clients_store_id_fkey references stores (id) on delete cascade,
    id bigint not null,
    first_name text,
    last_name text,
    company text,
    code text,
    email text,
    phone text,
    city text,
    is_active boolean not null,
    gone_at timestamptz,
    updated_at timestamptz not null,
    constraint store_clients_pkey primary key (store_id, id)
);
comment on table store_clients is 'The people that a shop sells to: personal data, for administrators alone.';
comment on column store_clients.code is 'Their tax number (RUT).';

create table store_documents (
    store_id bigint not null constraint store_documents_store_id_fkey references stores (id) on delete cascade,
    id bigint not null,
    emitted_on date not null,
    number bigint,
    document_type_id bigint,
    office_id bigint,
    client_id bigint,
    coin_id bigint,
    net numeric,
    tax numeric,
    total numeric,
    is_active boolean not null,
    gone_at timestamptz,
    updated_at timestamptz not null,
    constraint store_documents_pkey primary key (store_id, id)
);
create index store_documents_emitted_on_idx on store_documents (store_id, emitted_on);
comment on table store_documents is 'Sales: receipts, invoices and credit notes, each with lines.';
comment on column store_documents.emitted_on is 'The shop''s own day.';

create table store_document_lines (
    store_id bigint not null,
    document_id bigint not null,
    id bigint not null,
    line_number integer,
    variant_id bigint,
    quantity numeric,
    unit_net numeric,
    net numeric,
    tax numeric,
    total numeric,
    gone_at timestamptz,
    updated_at timestamptz not null,
    constraint store_document_lines_pkey primary key (store_id, document_id, id),
    constraint store_document_lines_document_fkey foreign key (store_id, document_id) references store_documents (store_id, id) on delete cascade
);
comment on table store_document_lines is 'What was sold with a document.';

create table store_meetings (
    run_id bigint not null constraint store_meetings_run_id_fkey references job_runs (id) on delete cascade,
    list text not null,
    item text not null,
    walk integer not null,
    constraint store_meetings_pkey primary key (run_id, list, item)
);
comment on table store_meetings is 'What a synchronisation under way has met, so that what it has not met is known at its end; in a table of its own, so that a second one changes no row of the others.';
comment on column store_meetings.walk is 'The last walk through the list that has met it: where rows move while they are read, a list is walked through again.';
