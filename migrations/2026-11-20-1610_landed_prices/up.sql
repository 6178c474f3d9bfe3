create table countries (
    code text constraint countries_pkey primary key constraint countries_code_check check (code ~ '^[A-Z]{2}$'),
    customs_area text not null,
    region text not null
);
comment on table countries is 'Countries that prices know more of than their code. Any other is a customs area of its own, far from everywhere.';
comment on column countries.customs_area is 'Within one nothing is imported: EU for its 27 members and Monaco, else the country''s own code.';
comment on column countries.region is 'Parcels within one are cheaper than those between two.';
insert into countries (region, code, customs_area) values
    ('europe', 'AD', 'AD'), ('europe', 'AL', 'AL'), ('europe', 'AT', 'EU'), ('europe', 'BA', 'BA'),
    ('europe', 'BE', 'EU'), ('europe', 'BG', 'EU'), ('europe', 'BY', 'BY'), ('europe', 'CH', 'CH'),
    ('europe', 'CY', 'EU'), ('europe', 'CZ', 'EU'), ('europe', 'DE', 'EU'), ('europe', 'DK', 'EU'),
    ('europe', 'EE', 'EU'), ('europe', 'ES', 'EU'), ('europe', 'FI', 'EU'), ('europe', 'FR', 'EU'),
    ('europe', 'GB', 'GB'), ('europe', 'GE', 'GE'), ('europe', 'GR', 'EU'), ('europe', 'HR', 'EU'),
    ('europe', 'HU', 'EU'), ('europe', 'IE', 'EU'), ('europe', 'IS', 'IS'), ('europe', 'IT', 'EU'),
    ('europe', 'LI', 'CH'), ('europe', 'LT', 'EU'), ('europe', 'LU', 'EU'), ('europe', 'LV', 'EU'),
    ('europe', 'MC', 'EU'), ('europe', 'MD', 'MD'), ('europe', 'ME', 'ME'), ('europe', 'MK', 'MK'),
    ('europe', 'MT', 'EU'), ('europe', 'NL', 'EU'), ('europe', 'NO', 'NO'), ('europe', 'PL', 'EU'),
    ('europe', 'PT', 'EU'), ('europe', 'RO', 'EU'), ('europe', 'RS', 'RS'), ('europe', 'RU', 'RU'),
    ('europe', 'SE', 'EU'), ('europe', 'SI', 'EU'), ('europe', 'SK', 'EU'), ('europe', 'SM', 'SM'),
    ('europe', 'TR', 'TR'), ('europe', 'UA', 'UA'),
    ('north_america', 'CA', 'CA'), ('north_america', 'MX', 'MX'), ('north_america', 'PR', 'US'), ('north_america', 'US', 'US'),
    ('south_america', 'AR', 'AR'), ('south_america', 'BO', 'BO'), ('south_america', 'BR', 'BR'), ('south_america', 'CL', 'CL'),
    ('south_america', 'CO', 'CO'), ('south_america', 'EC', 'EC'), ('south_america', 'PE', 'PE'), ('south_america', 'PY', 'PY'),
    ('south_america', 'UY', 'UY'), ('south_america', 'VE', 'VE'),
    ('asia', 'AE', 'AE'), ('asia', 'CN', 'CN'), ('asia', 'HK', 'HK'), ('asia', 'ID', 'ID'),
    ('asia', 'IL', 'IL'), ('asia', 'IN', 'IN'), ('asia', 'JP', 'JP'), ('asia', 'KR', 'KR'),
    ('asia', 'MY', 'MY'), ('asia', 'PH', 'PH'), ('asia', 'SG', 'SG'), ('asia', 'TH', 'TH'),
    ('asia', 'TW', 'TW'), ('asia', 'VN', 'VN'),
    ('oceania', 'AU', 'AU'), ('oceania', 'NZ', 'NZ'),
    ('africa', 'EG', 'EG'), ('africa', 'KE', 'KE'), ('africa', 'MA', 'MA'), ('africa', 'NG', 'NG'),
    ('africa', 'ZA', 'ZA');

create table import_rules (
    country text constraint import_rules_pkey primary key constraint import_rules_country_check check (country ~ '^[A-Z]{2}$'),
    currency text not null constraint import_rules_currency_check check (currency ~ '^[A-Z]{3}$'),
    vat_rate numeric(6, 4) not null constraint import_rules_vat_rate_check check (vat_rate >= 0),
    vat_above numeric(14, 4) not null default 0 constraint import_rules_vat_above_check check (vat_above >= 0),
    duty_flat numeric(14, 4) not null default 0 constraint import_rules_duty_flat_check check (duty_flat >= 0),
    duty_rate numeric(6, 4) not null default 0 constraint import_rules_duty_rate_check check (duty_rate >= 0),
    duty_above numeric(14, 4) not null default 0 constraint import_rules_duty_above_check check (duty_above >= 0),
    is_estimate boolean not null default false,
    since date not null,
    checked_on date,
    source text not null
);
comment on table import_rules is 'What a record costs at the border of a country, coming from another customs area. What is due never falls when the price rises: that is what the best prices rely on.';
comment on column import_rules.currency is 'Of duty_flat and of the values above which something is due.';
comment on column import_rules.vat_rate is 'Of price, shipping and duty together.';
comment on column import_rules.vat_above is 'A record that is worth more, shipping aside, pays VAT.';
comment on column import_rules.duty_flat is 'Due on every record, whatever it is worth.';
comment on column import_rules.duty_rate is 'Of price and shipping, on a record that is worth more than duty_above, shipping aside.';
comment on column import_rules.is_estimate is 'Part of the rule depends on what nobody tells us, such as how the seller is registered, or nobody has compared it with its source.';
comment on column import_rules.since is 'Since when it has been so.';
comment on column import_rules.checked_on is 'When somebody last compared it with its source; null: written down from memory, and to be compared.';

-- European Union. VAT on every imported parcel, whatever it is worth, since 1 July 2021 (Directive (EU) 2017/2455); standard rates as of
-- 2026. Customs duty: records are free of it by tariff (CN 8523 80, the WTO's list of 2015), and below 150 € goods used to be free
-- anyway (Regulation (EC) 1186/2009); since 1 July 2026 an interim duty of 3 € is due on each kind of goods in a small parcel
-- (Council, 11 February 2026), where the seller or the market place is registered for the import one-stop shop, as nearly all are.
insert into import_rules (country, currency, vat_rate, duty_flat, duty_above, is_estimate, since, checked_on, source)
select country, 'EUR', vat_rate, 3, 150, true, '2026-07-01', null,
    'European Union: standard VAT rate of the country on every parcel (Directive (EU) 2017/2455); 3 € customs duty on small parcels (Council, 2026-02-11)'
from (values
    ('AT', 0.2000), ('BE', 0.2100), ('BG', 0.2000), ('CY', 0.1900), ('CZ', 0.2100), ('DE', 0.1900), ('DK', 0.2500),
    ('EE', 0.2400), ('ES', 0.2100), ('FI', 0.2550), ('FR', 0.2000), ('GR', 0.2400), ('HR', 0.2500), ('HU', 0.2700),
    ('IE', 0.2300), ('IT', 0.2200), ('LT', 0.2100), ('LU', 0.1700), ('LV', 0.2100), ('MT', 0.1800), ('NL', 0.2100),
    ('PL', 0.2300), ('PT', 0.2300), ('RO', 0.2100), ('SE', 0.2500), ('SI', 0.2200), ('SK', 0.2300)
) as rates (country, vat_rate);

insert into import_rules (country, currency, vat_rate, vat_above, duty_flat, duty_rate, duty_above, is_estimate, since, checked_on, source) values
    -- VAT without any exemption since 1 January 2021: the seller takes it up to 135 £, the border above that, at the same rate. Records
    -- are free of duty (UK Global Tariff, 8523 80).
    ('GB', 'GBP', 0.20, 0, 0, 0, 135, true, '2021-01-01', null, 'United Kingdom: 20 % VAT on every parcel, at the sale up to 135 £ and at the border above (HMRC, VAT and overseas goods sold directly to customers in the UK)'),
    -- The 800 $ exemption ended for all countries on 29 August 2025 (executive order of 30 July 2025). Records are informational
    -- materials (50 U.S.C. 1702(b)), which the added tariffs leave out, and there is no federal VAT; states tax sales, which is not counted.
    ('US', 'USD', 0, 0, 0, 0, 0, true, '2025-08-29', null, 'United States: no exemption for small parcels since 2025-08-29, but records are informational materials without added duty (50 U.S.C. 1702(b)); sales tax of the state and fees of the carrier not counted'),
    -- Law 21.713: since 25 October 2025 IVA is due from the first peso; up to 500 $ there is no duty, above that 6 %.
    ('CL', 'USD', 0.19, 0, 0, 0.06, 500, true, '2025-10-25', null, 'Chile: 19 % IVA on every parcel since 2025-10-25 (Ley 21.713); 6 % duty above 500 US$ (Servicio Nacional de Aduanas)'),
    ('CH', 'CHF', 0.081, 62, 0, 0, 0, true, '2024-01-01', null, 'Switzerland: 8.1 % VAT, not collected where it comes to 5 CHF or less (Federal Office for Customs and Border Security)'),
    ('NO', 'NOK', 0.25, 0, 0, 0, 0, true, '2024-01-01', null, 'Norway: 25 % VAT on every parcel since 2024-01-01 (Skatteetaten, VOEC)'),
    ('CA', 'CAD', 0.05, 20, 0, 0, 0, true, '2020-07-01', null, 'Canada: 5 % GST above 20 C$; taxes of the province not counted (Canada Border Services Agency)'),
    ('JP', 'JPY', 0.10, 10000, 0, 0, 0, true, '2019-10-01', null, 'Japan: 10 % consumption tax above 10,000 yen (Japan Customs); the customs value, which is lower than the price for private use, is not known'),
    ('AU', 'AUD', 0.10, 0, 0, 0, 0, true, '2018-07-01', null, 'Australia: 10 % GST, at the sale up to 1,000 A$ and at the border above (Australian Taxation Office)'),
    ('NZ', 'NZD', 0.15, 0, 0, 0, 0, true, '2019-12-01', null, 'New Zealand: 15 % GST, at the sale up to 1,000 NZ$ and at the border above (Inland Revenue)');

create table shipping_rules (
    origin text not null,
    zone text not null constraint shipping_rules_zone_check check (zone in ('domestic', 'region', 'world', 'unknown')),
    max_grams integer not null constraint shipping_rules_max_grams_check check (max_grams > 0),
    currency text not null constraint shipping_rules_currency_check check (currency ~ '^[A-Z]{3}$'),
    amount numeric(14, 4) not null constraint shipping_rules_amount_check check (amount >= 0),
    checked_on date not null,
    source text not null,
    constraint shipping_rules_pkey primary key (origin, zone, max_grams)
);
comment on table shipping_rules is 'What a parcel costs where the seller does not say: estimates, and shown as such.';
comment on column shipping_rules.origin is 'The country that it comes from; * for any that has no rules of its own.';
comment on column shipping_rules.zone is 'Within the country, to the same region, to anywhere else; unknown where nobody says where it comes from.';
comment on column shipping_rules.max_grams is 'Up to this weight; what is heavier than all costs as much as the heaviest.';
-- Rounded from what shops and collectors ask for tracked parcels of one to many records in 2026; no post's price list.
insert into shipping_rules (origin, zone, max_grams, currency, amount, checked_on, source)
select origin, zone, max_grams, currency, amount, '2026-11-20', 'estimate: a tracked parcel of records, as sellers usually ask in 2026'
from (values
    ('*', 'domestic', 500, 'EUR', 5.5), ('*', 'domestic', 1000, 'EUR', 6.5), ('*', 'domestic', 2000, 'EUR', 8), ('*', 'domestic', 5000, 'EUR', 11),
    ('*', 'region', 500, 'EUR', 12), ('*', 'region', 1000, 'EUR', 15), ('*', 'region', 2000, 'EUR', 19), ('*', 'region', 5000, 'EUR', 27),
    ('*', 'world', 500, 'EUR', 18), ('*', 'world', 1000, 'EUR', 24), ('*', 'world', 2000, 'EUR', 34), ('*', 'world', 5000, 'EUR', 55),
    ('*', 'unknown', 500, 'EUR', 12), ('*', 'unknown', 1000, 'EUR', 16), ('*', 'unknown', 2000, 'EUR', 22), ('*', 'unknown', 5000, 'EUR', 33),
    ('DE', 'domestic', 500, 'EUR', 4.5), ('DE', 'domestic', 1000, 'EUR', 5.5), ('DE', 'domestic', 2000, 'EUR', 6.5), ('DE', 'domestic', 5000, 'EUR', 8),
    ('GB', 'domestic', 500, 'GBP', 4), ('GB', 'domestic', 1000, 'GBP', 4.5), ('GB', 'domestic', 2000, 'GBP', 5.5), ('GB', 'domestic', 5000, 'GBP', 8),
    ('GB', 'region', 500, 'GBP', 12), ('GB', 'region', 1000, 'GBP', 14.5), ('GB', 'region', 2000, 'GBP', 18), ('GB', 'region', 5000, 'GBP', 26),
    ('GB', 'world', 500, 'GBP', 17), ('GB', 'world', 1000, 'GBP', 22), ('GB', 'world', 2000, 'GBP', 30), ('GB', 'world', 5000, 'GBP', 48),
    ('US', 'domestic', 500, 'USD', 5.5), ('US', 'domestic', 1000, 'USD', 6), ('US', 'domestic', 2000, 'USD', 7), ('US', 'domestic', 5000, 'USD', 10),
    ('US', 'region', 500, 'USD', 19), ('US', 'region', 1000, 'USD', 25), ('US', 'region', 2000, 'USD', 34), ('US', 'region', 5000, 'USD', 52),
    ('US', 'world', 500, 'USD', 24), ('US', 'world', 1000, 'USD', 33), ('US', 'world', 2000, 'USD', 46), ('US', 'world', 5000, 'USD', 75),
    ('JP', 'domestic', 500, 'JPY', 800), ('JP', 'domestic', 1000, 'JPY', 900), ('JP', 'domestic', 2000, 'JPY', 1100), ('JP', 'domestic', 5000, 'JPY', 1500),
    ('JP', 'region', 500, 'JPY', 1900), ('JP', 'region', 1000, 'JPY', 2400), ('JP', 'region', 2000, 'JPY', 3300), ('JP', 'region', 5000, 'JPY', 5600),
    ('JP', 'world', 500, 'JPY', 2600), ('JP', 'world', 1000, 'JPY', 3400), ('JP', 'world', 2000, 'JPY', 4900), ('JP', 'world', 5000, 'JPY', 8800),
    ('CL', 'domestic', 500, 'CLP', 3500), ('CL', 'domestic', 1000, 'CLP', 4000), ('CL', 'domestic', 2000, 'CLP', 5000), ('CL', 'domestic', 5000, 'CLP', 7500),
    ('CL', 'region', 500, 'CLP', 16000), ('CL', 'region', 1000, 'CLP', 21000), ('CL', 'region', 2000, 'CLP', 30000), ('CL', 'region', 5000, 'CLP', 48000),
    ('CL', 'world', 500, 'CLP', 20000), ('CL', 'world', 1000, 'CLP', 27000), ('CL', 'world', 2000, 'CLP', 39000), ('CL', 'world', 5000, 'CLP', 65000)
) as rules (origin, zone, max_grams, currency, amount);

create function parcel_grams(format text) returns integer language sql immutable parallel safe as $$
    select 200 + coalesce(substring(format from '([0-9]{1,2}) ?[x×]')::integer, 1)
            * case when format ~ '7"' and format !~ 'LP|12"|10"' then 60 when format ~ '10"' and format !~ 'LP|12"' then 180 else 250 end
        + case when format ~* 'box' then 500 else 0 end
$$;
comment on function parcel_grams is 'What a parcel with a pressing of this format weighs, in grams: an estimate from the number and the size of its discs.';
