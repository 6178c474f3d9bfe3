create table prices (
    id bigint generated always as identity constraint prices_pkey primary key,
    release_id bigint not null constraint prices_release_id_fkey references releases (id) on delete cascade,
    provider text not null,
    reference text not null,
    seller text,
    ships_from text,
    country text,
    condition text constraint prices_condition_check
        check (condition in ('mint', 'near_mint', 'very_good_plus', 'very_good', 'good_plus', 'good', 'fair', 'poor')),
    currency text not null constraint prices_currency_check check (currency ~ '^[A-Z]{3}$'),
    amount numeric(14, 4) not null constraint prices_amount_check check (amount >= 0),
    shipping_cost numeric(14, 4) constraint prices_shipping_cost_check check (shipping_cost >= 0),
    total_amount numeric(14, 4) not null generated always as (amount + coalesce(shipping_cost, 0)) stored,
    offers integer,
    url text,
    attribution text,
    fetched_at timestamptz not null,
    display_until timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint prices_offer_key unique (release_id, provider, reference)
);
create index prices_release_id_idx on prices (release_id, currency, total_amount);
comment on table prices is 'Offers: what one pressing costs at one seller.';
comment on column prices.reference is 'The provider''s own name for the offer, unique within the release and provider.';
comment on column prices.country is 'Where it ships to; null: the provider does not say.';
comment on column prices.shipping_cost is 'Null: the provider does not say; then total_amount is the price alone.';
comment on column prices.display_until is 'After this moment the provider''s terms forbid showing it.';
