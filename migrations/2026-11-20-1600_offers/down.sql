drop table exchange_rates;
delete from time_series where name = 'price_lows';
drop table price_lows;
drop index prices_display_until_idx;
drop index prices_offer_key;
create index prices_release_id_idx on prices (release_id, currency, total_amount);
comment on column prices.fetched_at is null;
alter table prices
    drop column confidence,
    add constraint prices_offer_key unique (release_id, provider, reference);
comment on column prices.reference is 'The provider''s own name for the offer, unique within the release and provider.';
