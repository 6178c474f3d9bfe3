create table price_asks (
    release_id bigint not null constraint price_asks_release_id_fkey references releases (id) on delete cascade,
    provider text not null,
    asked_at timestamptz not null,
    constraint price_asks_pkey primary key (provider, release_id)
);
create index price_asks_release_id_idx on price_asks (release_id);
comment on table price_asks is 'When a provider was last asked what a pressing costs, whether or not it knew.';
